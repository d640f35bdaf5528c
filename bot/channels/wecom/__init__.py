"""WeCom: an app over its callback, a bot over its own line (docs/platforms/wecom.md)."""
