"""What no log line may hold: secrets and personal data, known by their key, value or shape."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from urllib.parse import quote

HIDDEN = "***"
#: Shorter ones would black out half of every line; `foothold doctor` complains of them.
SHORTEST_SECRET = 6
_LONGEST_TEXT = 8_000
_DEEPEST = 6

#: A key that holds one of these anywhere: corpsecret, access_token, sessionWebhook.
_SECRET_PARTS = (
    "secret",
    "token",
    "passw",
    "authorization",
    "cookie",
    "signature",
    "credential",
    "apikey",
    "webhook",
)
#: A key that has one of these as a word of its own: link_code, customerName, id_card.
_PRIVATE_WORDS = frozenset(
    """code key sign session ticket email mail phone mobile tel card name text title body raw facts
    argument answers amount money sum total salary pay price base customer sender address""".split()
)
_KEY_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")

_NAMED = r"(?:[\w-]{0,40}(?:secret|token|passw(?:or)?d|signature|credential|session)[\w-]{0,20})"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # Cookies and what authorizes, to the end of the line.
        (r"((?:set-)?cookie|authorization)(\W{1,4})[^\r\n]+", rf"\1\2{HIDDEN}"),
        (r"((?:__Host-)?foothold_chat)=[^;\s\"']+", rf"\1={HIDDEN}"),
        (r"\b(bearer|basic)\s+[\w.~+/=-]+", rf"\1 {HIDDEN}"),
        # The page of a form: whoever has its address may fill it in.
        (r"(/forms/)[a-z2-7]{16,}", rf"\1{HIDDEN}"),
        # An address with a user in it.
        (r"://[^/\s\"'<>]*@", f"://{HIDDEN}@"),
        # A query's or a form's, and JSON's.
        (
            rf"\b({_NAMED}|code|sign|msg_signature|key|ticket)(=|%3D)[^&\s\"'<>,;)]+",
            rf"\1\2{HIDDEN}",
        ),
        (rf"\b({_NAMED}|code)([\"']?\s*:\s*[\"']?)[^\s\"'&,;}})]+", rf"\1\2{HIDDEN}"),
        # Secrets that say what they are: of a hook, a signature, Slack.
        (r"whsec_[\w+/=-]+", HIDDEN),
        (r"\bv1a?,[\w+/=-]{20,}", HIDDEN),
        (r"\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[\w-]{6,}", HIDDEN),
        # People: e-mail, the 18 places of an ID card, a Chinese mobile number.
        (r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", HIDDEN),
        (r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dx](?![\dx])", HIDDEN),
        (r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", HIDDEN),
    )
)
#: A quick look tells most texts to be harmless: each shape above needs one of these, in small
#: letters, or the digits. Looking for them one by one is ten times as fast as one expression.
_SIGNS = (
    "@",
    "=",
    "%3d",
    "cookie",
    "authorization",
    "bearer",
    "basic",
    "secret",
    "token",
    "passw",
    "signature",
    "credential",
    "session",
    "code",
    "whsec_",
    "v1,",
    "v1a,",
    "xox",
    "xapp-",
    "/forms/",
)
_DIGITS = re.compile(r"\d{17}|1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_SMALL = 10**10


class Redactor:
    """Hides by key, by value (the secrets it is given) and by shape; cheap where all is well."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        known = {form for secret in secrets for form in _forms(secret)}
        literal = [re.escape(one) for one in sorted(known, key=len, reverse=True)]
        self._known = re.compile("|".join(literal)) if literal else None
        self._signs = (*_SIGNS, *(form.lower() for form in known))
        # The same words come again and again: channels, states, the names of events.
        self.text = lru_cache(maxsize=512)(self._text)

    def value(self, value: object, depth: int = 0) -> object:
        """Give a value that may be written: texts hidden in part, strange objects by their type."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool | int | float):
            return self._number(value)
        if isinstance(value, Enum | datetime | date):
            return self.text(str(value.value if isinstance(value, Enum) else value.isoformat()))
        if depth < _DEEPEST and isinstance(value, Mapping):
            return self.mapping(value, depth + 1)
        if depth < _DEEPEST and isinstance(value, list | tuple | set | frozenset):
            return [self.value(one, depth + 1) for one in value]
        return f"<{type(value).__name__}>"

    def _number(self, value: float | None) -> object:
        """Give a number, unless its digits are a person's."""
        is_small = not isinstance(value, int) or -_SMALL < value < _SMALL
        return value if is_small or self.text(str(value)) == str(value) else HIDDEN

    def mapping(self, values: Mapping[str, object], depth: int = 0) -> dict[str, object]:
        """Give a mapping without what its keys or values tell."""
        return {
            self.text(str(key)): self.value(value, depth)
            if value is None or not is_private(str(key))
            else HIDDEN
            for key, value in values.items()
        }

    def _text(self, text: str) -> str:
        if len(text) > _LONGEST_TEXT:
            text = f"{text[:_LONGEST_TEXT]}…"
        if not self._is_suspect(text):
            return text
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text

    def _is_suspect(self, text: str) -> bool:
        low = text.lower()
        for sign in self._signs:  # `any` of a generator costs three times as much
            if sign in low:
                return True
        return _DIGITS.search(text) is not None


@lru_cache(maxsize=512)
def is_private(key: str) -> bool:
    """Tell whether what stands under this key is nobody's business."""
    low = key.lower().replace("_", "").replace("-", "")
    words = {word.lower() for word in _KEY_WORDS.findall(key)}
    return any(part in low for part in _SECRET_PARTS) or not words.isdisjoint(_PRIVATE_WORDS)


def _forms(secret: str) -> set[str]:
    """Give how a secret may be written: as it is, without its prefix, inside an address."""
    written = {secret, secret.removeprefix("whsec_"), quote(secret, safe=""), quote(secret)}
    return {form for form in written if len(form) >= SHORTEST_SECRET}
