"""PDF files by pypdf: lines as the page draws them, no pictures, no scripts."""

from __future__ import annotations

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from bot.resumes.lines import Lines, Unreadable
from rules.resume import FEWEST_LETTERS, MAX_PAGES

# It complains at length of files that are read well enough.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(content: bytes, lines: Lines) -> int:
    """Take the lines of the first pages and give how many pages there are.

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


def _read(content: bytes, lines: Lines) -> int:
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
    if letters < FEWEST_LETTERS:
        raise Unreadable("scanned", pages=str(pages))
    return pages
