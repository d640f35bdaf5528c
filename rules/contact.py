"""E-mail addresses and telephone numbers of candidates: found, and known again, but never kept.

A contact is kept as the digest of its normal form, so that the same candidate from two sources is
seen to be one (decision 0040). A digest is no secret: who has the database can try numbers out.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
#: Mobile and fixed numbers with the usual marks between; 7 digits are the least.
_PHONE = re.compile(
    r"(?<![\w.])(?:(?:\+|00)\d{1,3}[- ]?)?(?:\(0?\d{2,4}\)[- ]?)?"
    r"\d{3,4}[- ]?\d{3,4}[- ]?\d{0,4}(?!\w)"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15


def email_key(written: str) -> str | None:
    """Give the digest of an e-mail address; None where it is none."""
    plain = unicodedata.normalize("NFKC", written).strip().casefold()
    return _digest("email", plain) if _EMAIL.fullmatch(plain) else None


def phone_key(written: str) -> str | None:
    """Give the digest of a telephone number, the same with and without +86 and with any marks."""
    plain = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", written))
    number = _COUNTRY.sub("", plain).removeprefix("+")
    if not number.isascii() or not number.isdigit():
        return None
    return _digest("phone", number) if _FEWEST_DIGITS <= len(number) <= _MOST_DIGITS else None


def find_emails(text: str) -> list[str]:
    """Give the addresses in a text."""
    return _EMAIL.findall(text)


def find_mobiles(text: str) -> list[str]:
    """Give the Chinese mobile numbers in a text, with whatever marks stand inside."""
    found = (match[0] for match in _PHONE.finditer(text))
    return [one for one in found if _MOBILE.fullmatch(_COUNTRY.sub("", re.sub(r"[- ]", "", one)))]


def _digest(kind: str, plain: str) -> str:
    return sha256(f"{kind}:{plain}".encode()).hexdigest()
