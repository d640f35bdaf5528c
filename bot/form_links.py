"""Links to the page of a form: sealed, so that an address bar tells nobody whose form it is.

The same link of the same act is the same bytes, since a message is sent again unchanged. Its
letters mean nothing in any chat's markup, so no escaping breaks it.
"""

from __future__ import annotations

import json
import re
from base64 import b32decode, b32encode
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PATH = "/forms/"
#: As long as the same form waits in the chat (bot/dialogue.py): neither outlives the other, and a
#: telephone that is lost with the link in it opens nothing at the end of the day.
LIFE = timedelta(minutes=30)
#: How the id of a submission from a page begins.
PAGE = "page:"
_TOKEN = re.compile(r"[a-z2-7]{32,1200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLink:
    """Whose form it is, which, and the one act that sending it is."""

    person_id: int
    #: The chat it was asked in, where its answer goes.
    channel: str
    address: str
    route: str
    argument: str
    #: The id that its submission has, however often it arrives.
    act: str
    #: Seconds since 1970, of business time, as the form in the chat has.
    until: int

    def is_over(self, now: datetime) -> bool:
        """Tell whether it is too old to be filled in."""
        return now.timestamp() >= self.until


class FormLinks:
    """Seals links and opens them; `site` is the address that people come by, without a path."""

    def __init__(self, *, site: str, key: bytes) -> None:
        self._site = site
        self._box = AESSIV(_derived(key))

    def url(self, link: FormLink) -> str:
        """Give the address of a form's page."""
        sealed = self._box.encrypt(json.dumps(astuple(link)).encode(), None)
        return f"{self._site}{PATH}{b32encode(sealed).decode().rstrip('=').lower()}"

    def opened(self, token: str) -> FormLink | None:
        """Read the last part of an address back; None for what is not ours."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            sealed = b32decode(token.upper() + "=" * (-len(token) % 8))
            said = json.loads(self._box.decrypt(sealed, None))
        except (InvalidTag, ValueError):
            return None
        return FormLink(**dict(zip(FormLink.__dataclass_fields__, said, strict=True)))


#: Gives the address of a form's page, where this site has such pages.
Linked = Callable[[FormLink], str]


def act_of(channel: str, interaction: str) -> str:
    """Give the id of what the page of a form submits that was asked for by an interaction."""
    return PAGE + sha256(f"{channel}\0{interaction}".encode()).hexdigest()[:32]


def end_of(at: datetime) -> int:
    """Give the `until` of a link to a form that was asked for at a moment."""
    return int((at + LIFE).astimezone(UTC).timestamp())


def _derived(key: bytes) -> bytes:
    """Give a key of its own for this use: the site's signs what people see."""
    return HKDF(algorithm=SHA256(), length=64, salt=None, info=b"foothold form pages").derive(key)
