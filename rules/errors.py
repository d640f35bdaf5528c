"""What Foothold may answer instead of a result, each worded in `bot/cards/locales`.

FootholdError                the person is told; anything else is a bug with a reference number
├── NotAllowed               she may not see or do this
├── NotFound                 nothing of that name, or nothing she may know of
├── Invalid                  a value breaks a rule; `field` names it
└── Conflict                 somebody or something else came first
"""

from __future__ import annotations


class FootholdError(Exception):
    """Expected refusal: `message_id` is worded by the cards, `values` fill its gaps."""

    def __init__(self, message_id: str, /, **values: object) -> None:
        super().__init__(message_id, values)
        self.message_id = message_id
        self.values = values

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.message_id}({values})" if values else self.message_id


class NotAllowed(FootholdError):
    """The actor may not see or do this (RULES, "Who sees what")."""


class NotFound(FootholdError):
    """Nothing of that name exists for the actor."""


class Conflict(FootholdError):
    """The state has moved on since the actor looked."""


class Invalid(FootholdError):
    """A value breaks a rule. `field` is its name as the sender wrote it, `reason` one sentence."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__("error.invalid", field=field, reason=reason)
        self.field = field
        self.reason = reason
