"""What every channel's handle has in common: it is kept with an act as text, and read back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Self


class WrittenHandle:
    """A base for frozen dataclasses whose fields all have defaults; see `Inbound.handle`."""

    __slots__ = ()

    def written(self) -> str:
        """Give it as text."""
        return json.dumps(asdict(self))  # type: ignore[call-overload] # a dataclass, says the class

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `written` back; anything else is a handle to nothing."""
        try:
            return cls(**json.loads(text)) if text else cls()
        except (TypeError, ValueError):
            return cls()
