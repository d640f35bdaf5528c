"""PDF files by pypdf: lines as the page draws them, no pictures, no scripts."""

from __future__ import annotations

import logging
import time
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from bot.resumes.lines import Lines, Unreadable
from rules.resume import FEWEST_LETTERS, MAX_PAGES

# It complains at length of files that are read well enough.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

#: What is not read by then stays unread, and is said so.
_SECONDS = 5.0


def read(content: bytes, lines: Lines) -> tuple[int, int]:
    """Take the lines of the first pages; give how many pages there are, and how many were read.

    Raises `Unreadable` for one that is encrypted, damaged, or only pictures.
    """
    try:
        return _read(content, lines)
    except (FileNotDecryptedError, DependencyError):
        raise Unreadable("encrypted") from None
    except MemoryError:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError):
        # What it raises over broken files is anything; so is what RecursionError comes from.
        raise Unreadable("damaged") from None
    except RecursionError:
        raise Unreadable("damaged") from None


def _read(content: bytes, lines: Lines) -> tuple[int, int]:
    begun, read_pages = time.monotonic(), 0
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("encrypted")
    pages = len(reader.pages)
    letters = 0
    for number, page in enumerate(reader.pages[:MAX_PAGES], 1):
        text = page.extract_text()
        letters += sum(character.isalpha() for character in text)
        for line in text.splitlines():
            lines.add([line], page=number)
        read_pages = number
        if time.monotonic() - begun > _SECONDS:
            break
    if letters < FEWEST_LETTERS:
        raise Unreadable("scanned", pages=str(pages))
    return pages, read_pages
