"""DingTalk 钉钉: Stream mode or HTTP callbacks, interactive cards or Markdown."""
