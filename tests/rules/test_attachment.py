"""Which files are taken, by what they begin with, and under which name they are kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rules.attachment import (
    MOST_BYTES,
    XLSX,
    AttachmentKind,
    fault,
    id_of,
    kind_of,
    media_type_of,
    ref_of,
    refs_in,
    safe_name,
)

_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


@pytest.mark.parametrize(
    ("head", "name", "media_type"),
    [
        pytest.param(_JPEG, "", "image/jpeg", id="jpeg without a name"),
        pytest.param(_JPEG, "a.exe", "image/jpeg", id="jpeg, whatever its name"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "a.png", "image/png", id="png"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBPVP8", "", "image/webp", id="webp"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVEfmt", "", "audio/wav", id="wav"),
        pytest.param(b"\x00\x00\x00\x18ftypheic", "", "image/heic", id="photo of an iPhone"),
        pytest.param(b"#!AMR\n", "", "audio/amr", id="voice of WeCom"),
        pytest.param(b"\xff\xf3\x84", "", "audio/mpeg", id="mp3 of another layer"),
        pytest.param(b"\xff\xf1\x50", "", "audio/aac", id="voice of a telephone"),
        pytest.param(b"%PDF-1.7", "x", "application/pdf", id="pdf"),
        pytest.param(b"PK\x03\x04....", "明细.XLSX", XLSX, id="workbook"),
        pytest.param(b"PK\x03\x04....", "a.zip", "", id="any zip"),
        pytest.param("客户,金额\n".encode("gb18030"), "a.csv", "text/csv", id="csv of Excel"),
        pytest.param(b"hello", "a.txt", "text/plain", id="text"),
        pytest.param(b"hello", "a.sh", "", id="text of another kind"),
        pytest.param(b"<html><script>", "a.txt", "", id="a page called text"),
        pytest.param(b"<svg onload=x>", "photo.jpg", "", id="a page called photo"),
        pytest.param(b"MZ\x90\x00", "photo.jpg", "", id="a program called photo"),
        pytest.param(b"", "a.jpg", "", id="nothing"),
    ],
)
def test_the_type_is_told_by_the_first_bytes(head: bytes, name: str, media_type: str) -> None:
    assert media_type_of(head, name) == media_type


@pytest.mark.parametrize(
    ("size", "media_type", "why"),
    [
        pytest.param(MOST_BYTES - 1, "image/png", "", id="just under"),
        pytest.param(MOST_BYTES, "image/png", "", id="at the limit"),
        pytest.param(MOST_BYTES + 1, "image/png", "too_big", id="just over"),
        pytest.param(1, "image/png", "", id="one byte"),
        pytest.param(0, "image/png", "empty", id="empty"),
        pytest.param(10, "", "not_taken", id="another type"),
    ],
)
def test_a_file_is_taken_or_refused_for_a_reason(size: int, media_type: str, why: str) -> None:
    assert fault(size, media_type) == why


def test_what_has_a_password_is_said_to_have_one() -> None:
    assert fault(10, "", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 EncryptedPackage") == "locked"


@pytest.mark.parametrize(
    ("name", "media_type", "kept"),
    [
        pytest.param("合影.jpg", "image/jpeg", "合影.jpg", id="as it is"),
        pytest.param("", "image/jpeg", "file.jpg", id="none"),
        pytest.param("../../etc/passwd", "image/png", "etc_passwd.png", id="a way out"),
        pytest.param("a.exe", "image/jpeg", "a.jpg", id="another ending"),
        pytest.param("x\u202egpj.exe", "application/pdf", "x_gpj.pdf", id="read backwards"),
        pytest.param('a"\r\nb.pdf', "application/pdf", "a_b.pdf", id="a header's end"),
        pytest.param("长" * 300 + ".pdf", "application/pdf", "长" * 116 + ".pdf", id="too long"),
    ],
)
def test_a_name_is_made_harmless(name: str, media_type: str, kept: str) -> None:
    assert safe_name(name, media_type) == kept


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("image/png", AttachmentKind.PHOTO),
        ("audio/amr", AttachmentKind.VOICE),
        ("application/pdf", AttachmentKind.DOCUMENT),
    ],
)
def test_a_type_is_a_kind_to_a_person(media_type: str, kind: AttachmentKind) -> None:
    assert kind_of(media_type) is kind


def test_a_reference_is_read_back_and_nothing_else_is_one() -> None:
    assert id_of(ref_of(12)) == 12
    assert [id_of(one) for one in ("", "IMG_1.jpg", "attachment:", "attachment:1x")] == [None] * 4


@pytest.mark.parametrize(
    ("written", "refs"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param(["", "语音 attachment:x"], (), id="other words"),
        pytest.param(["attachment:2 attachment:1"], ("attachment:2", "attachment:1"), id="as said"),
        pytest.param(
            ["attachment:1", "attachment:2 attachment:1"],
            ("attachment:1", "attachment:2"),
            id="each once",
        ),
    ],
)
def test_each_attachment_that_texts_name_is_found_once(
    written: Sequence[str], refs: Sequence[str]
) -> None:
    assert refs_in(*written) == tuple(refs)
