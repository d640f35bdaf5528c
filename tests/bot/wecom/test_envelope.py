"""What WeCom seals is opened, what we seal others open, and nothing else gets in."""

from __future__ import annotations

import base64
import json
import struct
import warnings
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.envelope import (
    Envelope,
    Malformed,
    Node,
    Query,
    Unsigned,
    aes_key_bytes,
    cdata,
    children,
    parsed,
    sealed_in,
    written,
)
from tests.bot.wecom.npm import node, npm_packages

TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
#: From the official page on encryption (D 90968).
_OFFICIAL_ECHO = (
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
)
_OFFICIAL = Query(
    signature="5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", timestamp="1409659589", nonce="263014780"
)
_BOMB = b'<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


def envelope(*, receive_id: str = CORP) -> Envelope:
    return Envelope(token=TOKEN, aes_key=KEY, receive_id=receive_id)


def query(sealed: str, *, timestamp: str = "1409659589", nonce: str = "n") -> Query:
    signature = envelope().signature(timestamp, nonce, sealed)
    return Query(signature=signature, timestamp=timestamp, nonce=nonce)


def encrypted(plain: bytes) -> str:
    """Encrypt bytes that no envelope would make."""
    key = aes_key_bytes(KEY)
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def padded(plain: bytes) -> bytes:
    pad = 32 - len(plain) % 32
    return plain + bytes([pad]) * pad


def test_the_example_of_the_official_page_is_opened() -> None:
    assert envelope().opened(_OFFICIAL, _OFFICIAL_ECHO) == "1616140317555161061"


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_is_sealed_is_opened(text: str) -> None:
    assert envelope().decrypt(envelope().encrypt(text)) == text


@pytest.mark.parametrize("length", range(33), ids=str)
def test_every_length_of_padding_is_opened(length: int) -> None:
    sealed = envelope().encrypt("x" * length)

    assert (len(base64.b64decode(sealed)) % 32, envelope().decrypt(sealed)) == (0, "x" * length)


@pytest.mark.parametrize("receive_id", [CORP, ""], ids=["app", "bot"])
@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 31, 500], ids=str)
def test_wechatpy_opens_ours_and_we_open_wechatpys(receive_id: str, length: int) -> None:
    text, key = "站" * length, aes_key_bytes(KEY)
    peer = wechatpy_crypto().PrpCrypto(key)
    ours = envelope(receive_id=receive_id)

    theirs = peer.encrypt(text, receive_id).decode()

    assert peer.decrypt(ours.encrypt(text), receive_id) == text
    assert ours.decrypt(theirs) == text


def test_wechatpy_signs_alike() -> None:
    peer = wechatpy_crypto()._get_signature  # noqa: SLF001

    assert peer(TOKEN, "1", "n", "sealed") == envelope().signature("1", "n", "sealed")


def test_wechatpy_opens_our_callback_and_we_open_its() -> None:
    peer = wechatpy_crypto("wechatpy.enterprise.crypto").WeChatCrypto(TOKEN, KEY, CORP)
    sealed = envelope().encrypt("<xml><A>1</A></xml>")
    ours = written({"ToUserName": CORP, "Encrypt": sealed})

    theirs = peer.encrypt_message("<xml><A>2</A></xml>", "n", "1409659589").encode()

    signature = envelope().signature("1409659589", "n", sealed)
    assert peer.decrypt_message(ours, signature, "1409659589", "n") == "<xml><A>1</A></xml>"
    answer = parsed(theirs)
    found = Query(signature=str(answer["MsgSignature"]), timestamp="1409659589", nonce="n")
    assert envelope().opened(found, sealed_in(theirs)) == "<xml><A>2</A></xml>"


def test_the_official_package_opens_ours_and_we_open_its(official: Path) -> None:
    texts = ["", "我今天的佣金", "x" * 31, "<xml><![CDATA[a]]></xml>"]
    said = {"key": KEY, "token": TOKEN, "corp": CORP, "texts": texts}
    said["sealed"] = [envelope().encrypt(text) for text in texts]

    answer = json.loads(node(_PEER, said, beside=official))

    assert answer["opened"] == [[text, CORP] for text in texts]
    assert [envelope().decrypt(sealed) for sealed in answer["sealed"]] == texts
    assert answer["signature"] == envelope().signature("1", "n", "sealed")


def test_another_signature_is_refused() -> None:
    sealed = envelope().encrypt("hello")
    forged = Query(signature="0" * 40, timestamp="1409659589", nonce="n")

    with pytest.raises(Unsigned):
        envelope().opened(forged, sealed)


@pytest.mark.parametrize("signature", ["", "é", "\ud800", "0" * 39], ids=repr)
def test_no_signature_at_all_is_refused(signature: str) -> None:
    sealed = envelope().encrypt("hello")

    with pytest.raises(Unsigned):
        envelope().opened(Query(signature=signature, timestamp="1", nonce="n"), sealed)


def test_what_is_for_another_company_is_refused() -> None:
    sealed = envelope(receive_id="wx_other").encrypt("hello")

    with pytest.raises(Malformed, match="another company"):
        envelope().opened(query(sealed), sealed)


_HEAD = b"r" * 16
_DAMAGED = {
    "no base64": "***",
    "beyond ascii": "站",
    "empty": "",
    "half a block": base64.b64encode(b"x" * 24).decode(),
    "no padding": encrypted(b"\0" * 32),
    "padding of 33": encrypted(b"!" * 64),
    "uneven padding": encrypted(b"x" * 30 + b"\1\2"),
    "nothing but padding": encrypted(b" " * 32),
    "longer than it is": encrypted(padded(_HEAD + struct.pack(">I", 999) + b"hi")),
    "four gigabytes": encrypted(padded(_HEAD + b"\xff\xff\xff\xff" + b"hi" + CORP.encode())),
    "no utf-8": encrypted(padded(_HEAD + struct.pack(">I", 2) + b"\xff\xfe" + CORP.encode())),
}


@pytest.mark.parametrize("sealed", _DAMAGED.values(), ids=_DAMAGED.keys())
def test_damaged_bytes_are_refused(sealed: str) -> None:
    with pytest.raises(Malformed):
        envelope().decrypt(sealed)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_else(raw: bytes) -> None:
    with pytest.raises(Malformed):
        envelope().decrypt(base64.b64encode(raw).decode())


@pytest.mark.parametrize("key", ["", "x" * 42, "x" * 44, "x" * 42 + "=", "站" * 43], ids=repr)
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="43 letters and digits"):
        Envelope(token=TOKEN, aes_key=key, receive_id=CORP)


_NO_XML = {
    "bomb": _BOMB,
    "outside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>',
    "cut off": b"<xml><Encrypt><![CDATA[abc",
    "json": b'{"encrypt": "abc"}',
    "nothing": b"",
    "text alone": b"<xml>abc</xml>",
    "no such child": b"<xml><A>1</A></xml>",
    "a child of children": b"<xml><Encrypt><A>1</A></Encrypt></xml>",
    "two of it": b"<xml><Encrypt>1</Encrypt><Encrypt>2</Encrypt></xml>",
    "unknown encoding": b'<?xml version="1.0" encoding="utf-99"?><xml><Encrypt>1</Encrypt></xml>',
}


@pytest.mark.parametrize("body", _NO_XML.values(), ids=_NO_XML.keys())
def test_a_body_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        sealed_in(body)


def test_what_xml_can_not_hold_is_dropped_from_a_message_that_holds_it() -> None:
    said = parsed("<xml><Content><![CDATA[\x00a\x0bb\ufffe\u202ec👩‍👧]]></Content></xml>")

    assert said == {"Content": "ab\u202ec👩‍👧"}


def test_one_of_a_list_is_a_list_too() -> None:
    one = parsed("<xml><Items><Item>a</Item></Items></xml>")
    two = parsed("<xml><Items><Item>a</Item><Item>b</Item></Items></xml>")
    none = parsed("<xml><Items></Items></xml>")

    assert [children(each["Items"], "Item") for each in (one, two, none)] == [["a"], ["a", "b"], []]


@given(st.text(max_size=50))
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    read = parsed(f"<xml><A>{cdata(text)}</A><B>1</B></xml>")

    assert list(read) == ["A", "B"]


def test_what_is_written_is_read_back() -> None:
    said: dict[str, Node | list[Node]] = {"A": "a]]>b<c>&amp;", "N": "12", "L": ["x", {"K": "y"}]}

    assert parsed(written(said)) == said


def test_a_number_stands_bare() -> None:
    assert written({"TimeStamp": "1409659589"}) == "<xml><TimeStamp>1409659589</TimeStamp></xml>"


_PEER = """
const {encrypt, decrypt, getSignature} = require("@wecom/crypto");
const said = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify({
  opened: said.sealed.map(s => Object.values(decrypt(said.key, s)).slice(0, 2)),
  sealed: said.texts.map(t => encrypt(said.key, t, said.corp)),
  signature: getSignature(said.token, "1", "n", "sealed"),
}));
"""


@pytest.fixture(scope="session")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The platform's own package, where a site of it is given or npm can fetch it."""
    return npm_packages("@wecom/crypto@1.0.1", folder=tmp_path_factory.mktemp("npm"))


def wechatpy_crypto(name: str = "wechatpy.crypto") -> ModuleType:
    """Give wechatpy's cryptography; it warns of its own age when it is read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(name)
