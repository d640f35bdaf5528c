"""One's own commission of a month as a table that adds up. Amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass

from rules.earning import States
from rules.statement import StatementLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionExport:
    """A month's lines, oldest first, and what they add up to."""

    person_name: str
    number: str
    is_agent: bool
    #: As `Statement.period`.
    period: str
    currency: str
    lines: tuple[StatementLine, ...]
    total: int
    states: States

    @property
    def unlisted(self) -> int:
        """What lines add up to that are too many to be listed; 0 where all are."""
        return self.total - sum(line.minor for line in self.lines)
