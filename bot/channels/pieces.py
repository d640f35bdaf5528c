"""Cut a text to a platform's limit: at line ends where it can be, never inside a character."""

from __future__ import annotations

from collections.abc import Callable

#: How a platform counts: characters, or the bytes of UTF-8.
Measure = Callable[[str], int]


def utf8(text: str) -> int:
    """Count the bytes of a text as UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def pieces(text: str, limit: int, *, measure: Measure = len) -> list[str]:
    """Give the text in pieces of at most `limit`; together, line ends aside, they are all of it.

    Raises ValueError for a limit that no character fits.
    """
    found: list[str] = []
    piece = ""
    for line in text.split("\n"):
        longer = f"{piece}\n{line}" if piece else line
        if measure(longer) <= limit:
            piece = longer
            continue
        found += [piece] if piece else []
        *whole, piece = _parts(line, limit, measure)
        found += whole
    return [*found, piece] if piece or not found else found


def _parts(line: str, limit: int, measure: Measure) -> list[str]:
    """Cut one line where it is full."""
    parts: list[str] = []
    while measure(line) > limit:
        end = _fitting(line, limit, measure)
        parts.append(line[:end])
        line = line[end:]
    return [*parts, line]


def _fitting(line: str, limit: int, measure: Measure) -> int:
    """Give how many characters fit, by halving; a character and what joins to it stay together."""
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(line[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    if low == 0:
        raise ValueError(f"not one character fits into {limit}")
    end = low
    while end > 1 and line[end : end + 1] in _JOINS:
        end -= 1
    return end


#: What belongs to the character before it: variation selectors and the joiner of emoji.
_JOINS = frozenset("\u200d\ufe0e\ufe0f")
