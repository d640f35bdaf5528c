"""Slack: over HTTP or Socket Mode, with Block Kit and modals (docs/platforms/slack.md)."""
