"""A file that goes out with a card or a message."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that goes with a message. Its bytes are in Base64, as messages are kept as text."""

    name: str
    media_type: str
    encoded: str
    #: What a picture shows, as JSON, where it is drawn only when it is sent: that takes a second.
    drawing: str = ""
    #: Whether we drew it: then a page may show it where it stands.
    is_picture: bool = False

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes) -> File:
        """Pack bytes."""
        return cls(name=name, media_type=media_type, encoded=b64encode(content).decode())

    @property
    def content(self) -> bytes:
        """The bytes."""
        return b64decode(self.encoded)
