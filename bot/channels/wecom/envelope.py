"""WeCom's envelope: a signature over what is sealed, AES beneath, XML inside (D 90238, 91116)."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1
from xml.etree.ElementTree import Element, ParseError

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped] # ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped] # the same

#: Padded to so many bytes, twice the cipher's own block.
_BLOCK = 32
_AES_BLOCK = 16
_RANDOM, _LENGTH = 16, 4
_KEY = re.compile(r"[0-9A-Za-z]{43}")
#: What XML 1.0 can not hold at all.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: An element: its text, or its children by name; several of one name are a list.
Node = str | dict[str, "Node | list[Node]"]


class Malformed(ValueError):
    """Not an envelope of WeCom's, or not for us; the words name no content."""


class Unsigned(ValueError):
    """The signature is not WeCom's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What stands behind the address of each callback."""

    signature: str
    timestamp: str
    nonce: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Query:
        """Read it; raise `Malformed` where something is missing."""
        try:
            return cls(
                signature=query["msg_signature"],
                timestamp=query["timestamp"],
                nonce=query["nonce"],
            )
        except KeyError as error:
            raise Malformed(f"no {error.args[0]}") from error


def deciphered_file(sealed: bytes, aes_key: str) -> bytes:
    """Open a file that was sent to a bot, by the key that came with it (D 100719).

    The same AES as an envelope's, without anything around it. Raises `Malformed`.
    """
    try:
        key = base64.b64decode(aes_key + "=" * (-len(aes_key) % 4), validate=True)
    except binascii.Error as error:
        raise Malformed("no key") from error
    if len(key) != _BLOCK or not sealed or len(sealed) % _AES_BLOCK:
        raise Malformed("no sealed file")
    decryptor = Cipher(AES(key), CBC(key[:_AES_BLOCK])).decryptor()
    return _unpadded(decryptor.update(sealed) + decryptor.finalize())


class Envelope:
    """Seals and opens, with the token and the key of one app.

    `receive_id` is the CorpID for a self-built app and empty for a company's own bot.
    """

    def __init__(self, *, token: str, aes_key: str, receive_id: str) -> None:
        self._token = token
        self._key = aes_key_bytes(aes_key)
        self._receive_id = receive_id

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        """Give the hex SHA-1 over the sorted parts."""
        said = "".join(sorted([self._token, timestamp, nonce, sealed]))
        return sha1(said.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()

    def opened(self, query: Query, sealed: str) -> str:
        """Give what was sealed; raise `Unsigned` or `Malformed`."""
        ours = self.signature(query.timestamp, query.nonce, sealed)
        theirs = query.signature.encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(ours.encode(), theirs):
            raise Unsigned("another signature")
        return self.decrypt(sealed)

    def encrypt(self, text: str, *, random: bytes | None = None) -> str:
        """Seal a text, as Base64. `random` is given by tests alone."""
        said = text.encode()
        plain = (random or os.urandom(_RANDOM)) + struct.pack(">I", len(said)) + said
        plain += self._receive_id.encode()
        pad = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, sealed: str) -> str:
        """Open a text; raise `Malformed` for whatever is not as it should be."""
        plain = _unpadded(self._deciphered(sealed))
        start = _RANDOM + _LENGTH
        if len(plain) < start:
            raise Malformed("too short")
        (length,) = struct.unpack(">I", plain[_RANDOM:start])
        said, receive_id = plain[start : start + length], plain[start + length :]
        if len(said) != length:
            raise Malformed("longer than it is")
        if not hmac.compare_digest(receive_id, self._receive_id.encode()):
            raise Malformed("for another company")
        try:
            return said.decode()
        except UnicodeDecodeError as error:
            raise Malformed("no UTF-8") from error

    def _deciphered(self, sealed: str) -> bytes:
        try:
            raw = base64.b64decode(sealed.encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError) as error:
            raise Malformed("no Base64") from error
        if not raw or len(raw) % _AES_BLOCK:
            raise Malformed("no whole block")
        decryptor = self._cipher().decryptor()
        return decryptor.update(raw) + decryptor.finalize()

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self._key), CBC(self._key[:_AES_BLOCK]))


def aes_key_bytes(aes_key: str) -> bytes:
    """Give the 32 bytes of an EncodingAESKey; raise ValueError for what is none."""
    if not _KEY.fullmatch(aes_key):
        raise ValueError("an EncodingAESKey has 43 letters and digits")
    return base64.b64decode(f"{aes_key}=")


def sealed_in(body: bytes) -> str:
    """Give the `Encrypt` of a callback's body; raise `Malformed`."""
    return text_of(parsed(body), "Encrypt")


def parsed(body: bytes | str) -> dict[str, Node | list[Node]]:
    """Read XML into children by name; raise `Malformed`, for any entity too."""
    try:
        # A message holds what somebody has pasted: WeCom puts it in as it is.
        said = _UNWRITABLE.sub("", body) if isinstance(body, str) else body
        root: Element = fromstring(said, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Malformed(f"no XML: {type(error).__name__}") from error
    node = _node(root)
    if isinstance(node, str):
        raise Malformed("no XML with children")
    return node


def text_of(node: Mapping[str, Node | list[Node]], name: str) -> str:
    """Give the text of a child; raise `Malformed` where there is none."""
    value = node.get(name)
    if not isinstance(value, str):
        raise Malformed(f"no {name}")
    return value


def children(node: Node | list[Node] | None, name: str) -> list[Node]:
    """Give all children of a name: one alone is a list too, and none an empty one."""
    if not isinstance(node, dict):
        return []
    found = node.get(name)
    return found if isinstance(found, list) else [] if found is None else [found]


def written(fields: Mapping[str, Node | list[Node]], *, root: str = "xml") -> str:
    """Write XML; whole numbers stand bare, as WeCom wants its `TimeStamp`."""
    inside = "".join(_element(name, value) for name, value in fields.items())
    return f"<{root}>{inside}</{root}>"


def cdata(text: str) -> str:
    """Give a text as CDATA, whatever it holds; what XML can not hold at all is dropped."""
    return f"<![CDATA[{_UNWRITABLE.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _element(name: str, value: Node | list[Node]) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, dict):
        return written(value, root=name)
    inside = value if value.isascii() and value.isdigit() else cdata(value)
    return f"<{name}>{inside}</{name}>"


def _node(element: Element) -> Node:
    if not len(element):
        return element.text or ""
    found: dict[str, Node | list[Node]] = {}
    for child in element:
        before, node = found.get(child.tag), _node(child)
        if before is None:
            found[child.tag] = node
        else:
            found[child.tag] = [*(before if isinstance(before, list) else [before]), node]
    return found


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or len(plain) < pad or plain[-pad:] != bytes([pad]) * pad:
        raise Malformed("no padding")
    return plain[:-pad]
