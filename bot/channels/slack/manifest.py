"""What an administrator pastes at api.slack.com: the app as this release needs it."""

from __future__ import annotations

from typing import Any

from bot.cards.words import say
from bot.channels.slack.shortcuts import TEXTS

COMMAND = "/foothold"
#: docs.slack.dev: what each call and event of ours needs, and nothing beside.
SCOPES = (
    "app_mentions:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
    "users:read.email",
)
_EVENTS = ("app_home_opened", "app_mention", "message.im")


def manifest(url: str, *, language: str) -> dict[str, Any]:
    """Give the manifest; without an address of ours it is for Socket Mode."""
    to = {"url": url} if url else {}
    requests = {"request_url": url} if url else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Foothold",
            "description": say(language, "slack.description"),
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "foothold", "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": say(language, "slack.description"),
                    "usage_hint": say(language, "slack.usage"),
                    "should_escape": False,
                    **to,
                }
            ],
            "shortcuts": [
                {
                    "name": say(language, f"slack.shortcut.{route}"),
                    "description": say(language, f"slack.shortcut_help.{route}"),
                    "type": "global",
                    "callback_id": route,
                }
                for route in TEXTS
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(_EVENTS), **requests},
            "interactivity": {"is_enabled": True, **requests},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }
