"""The menu under the app's chat: what can be asked without a card to press."""

from __future__ import annotations

#: The key of a menu's button, and what it stands for as if it had been typed.
TEXTS = {
    "commission": "我今天的佣金",
    "what_if": "假如再签",
    "reminders": "提醒设置",
    "help": "帮助",
}
