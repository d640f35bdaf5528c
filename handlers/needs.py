"""Why an event has to wait."""

from __future__ import annotations


class Needs(Exception):
    """An event waits for something not known yet: "person:A001", "deal:crm/D1", "plan:A001"."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(what)
        self.what = what
        self.reason = reason
