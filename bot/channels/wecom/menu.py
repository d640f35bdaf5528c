"""The menu under the app's chat: what can be asked without a card to press."""

from __future__ import annotations

from typing import Any

from bot.cards.words import say

#: The key of a menu's button, and what it stands for as if it had been typed.
TEXTS = {
    "commission": "我今天的佣金",
    "what_if": "假如再签",
    "reminders": "提醒设置",
    "help": "帮助",
}
_TOP, _MORE = ("commission", "what_if"), ("reminders", "help")


def menu(language: str) -> dict[str, Any]:
    """Give the menu as WeCom wants it (D 90231): names of 16 bytes, 40 below another."""
    more = {
        "name": say(language, "wecom.menu.more"),
        "sub_button": [_button(key, language) for key in _MORE],
    }
    return {"button": [*(_button(key, language) for key in _TOP), more]}


def _button(key: str, language: str) -> dict[str, str]:
    return {"type": "click", "name": say(language, f"wecom.menu.{key}"), "key": key}
