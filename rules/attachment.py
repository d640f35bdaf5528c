"""Files that people send and are sent: which are taken, how large, and how a record names one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: WeCom's limit for a file, the smallest of the platforms that are told to send any.
MOST_BYTES = 20 * 1024 * 1024
#: Of one act; whoever sends an album sends the rest again.
MOST_FILES = 5
#: What tells the type stands in the first bytes.
HEAD_BYTES = 4096
#: One that no record holds is deleted after so long.
KEEP_DAYS = 30
_LONGEST_NAME = 120
#: Beside the fields of a form, the answer that names the voice messages that were sent into it.
VOICES = "voice"
_REF = re.compile(r"attachment:(\d{1,18})")
_UNWANTED = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


#: Of the container in which Office keeps what has a password, and what is of before 2007.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class AttachmentKind(StrEnum):
    """What it is to a person."""

    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that was sent to us, without its bytes."""

    id: int
    owner_id: int
    kind: AttachmentKind
    name: str
    media_type: str
    #: In bytes.
    size: int
    sha256: str
    at: datetime
    #: What holds it, "mentor_record:12"; empty for one that will be deleted.
    used_for: str = ""

    @property
    def ref(self) -> str:
        """How an answer names it."""
        return ref_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentKept:
    """A file came by itself and is kept: she chooses what for."""

    id: int
    kind: AttachmentKind
    name: str
    size: int
    #: What the platform understood of a voice message; "" where it says nothing.
    words: str = ""
    #: It may be a roster, and she keeps the roster.
    may_import: bool = False
    #: Her mentees, (pairing id, name): into whose ride-along record it may go.
    mentees: tuple[tuple[int, str], ...] = ()
    #: Her record of a visit that may still be changed: its id, and with whom it was.
    visit: tuple[int, str] | None = None
    #: Whether she may put it to a candidate as a resume.
    may_be_resume: bool = False
    #: Days until it is deleted, unless a record holds it.
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentPut:
    """What became of a file: "kept" or "dropped"."""

    id: int
    state: str
    name: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentShown:
    """A file goes back to whoever sent it."""

    name: str
    media_type: str
    content: bytes


def ref_of(attachment_id: int) -> str:
    """Name an attachment in an answer or a record."""
    return f"attachment:{attachment_id}"


def id_of(ref: str) -> int | None:
    """Read `ref_of` back; None for anything else."""
    found = _REF.fullmatch(ref)
    return int(found[1]) if found else None


def refs_in(*written: str) -> tuple[str, ...]:
    """Give the attachments that texts name, each once, in their order; other words are none."""
    words = " ".join(written).split()
    return tuple(dict.fromkeys(one for one in words if id_of(one) is not None))


def safe_name(name: str, media_type: str) -> str:
    """Give a name that no folder and no header stumbles over, with the ending of its type."""
    bare = _UNWANTED.sub("_", name).strip(" ._")
    stem, dot, ending = bare.rpartition(".")
    stem = stem if dot else bare
    wanted = _ENDINGS.get(media_type, (ending,))
    ending = ending if dot and ending.lower() in wanted else wanted[0]
    return f"{stem[: _LONGEST_NAME - len(ending) - 1] or 'file'}.{ending}"


def kind_of(media_type: str) -> AttachmentKind:
    """Tell what a type is to a person."""
    if media_type.startswith("image/"):
        return AttachmentKind.PHOTO
    return AttachmentKind.VOICE if media_type.startswith("audio/") else AttachmentKind.DOCUMENT


def media_type_of(head: bytes, name: str) -> str:
    """Tell a type by the first bytes, and only where those are silent by the name; "" for others.

    What a sender says of a type is not looked at: a page called photo.jpg is no photo.
    """
    for start, at, media_type in _SIGNATURES:
        if head[at : at + len(start)] == start:
            return media_type
    ending = name.rpartition(".")[2].lower()
    if head.startswith(b"PK\x03\x04"):
        return _OFFICE.get(ending, "")
    return _TEXTS.get(ending, "") if _is_text(head) else ""


def fault(size: int, media_type: str, head: bytes = b"") -> str:
    """Say why a file is not taken; "" where it is.

    "empty", "too_big", "locked" (behind a password, or a .doc or .xls of old) or "not_taken".
    """
    if size > MOST_BYTES:
        return "too_big"
    if size == 0:
        return "empty"
    if media_type:
        return ""
    return "locked" if head.startswith(_COMPOUND) else "not_taken"


def _is_text(head: bytes) -> bool:
    if b"\0" in head or head.lstrip()[:1] == b"<":
        return False
    for encoding in ("utf-8", "gb18030"):
        # Cut in the middle of a character, the last of it does not count.
        try:
            head[: max(len(head) - 3, 1)].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
        return True
    return False


#: How a file of each type begins, and where in it.
_SIGNATURES = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypheix", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heic"),
    (b"#!AMR", 0, "audio/amr"),
    (b"#!SILK_V3", 0, "audio/silk"),
    (b"\x02#!SILK_V3", 0, "audio/silk"),
    (b"OggS", 0, "audio/ogg"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
    (b"\xff\xf3", 0, "audio/mpeg"),
    (b"\xff\xf2", 0, "audio/mpeg"),
    (b"\xff\xf1", 0, "audio/aac"),
    (b"\xff\xf9", 0, "audio/aac"),
    (b"WAVE", 8, "audio/wav"),
    (b"ftypM4A", 4, "audio/mp4"),
    (b"%PDF-", 0, "application/pdf"),
)
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
XLSX = _OFFICE["xlsx"]
_TEXTS = {"txt": "text/plain", "csv": "text/csv"}
_ENDINGS = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "audio/amr": ("amr",),
    "audio/silk": ("silk",),
    "audio/ogg": ("ogg", "opus"),
    "audio/mpeg": ("mp3",),
    "audio/aac": ("aac",),
    "audio/wav": ("wav",),
    "audio/mp4": ("m4a",),
    "application/pdf": ("pdf",),
    **{media_type: (ending,) for ending, media_type in (_OFFICE | _TEXTS).items()},
}
