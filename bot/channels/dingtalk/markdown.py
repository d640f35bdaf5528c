"""Text as DingTalk's Markdown shows it unchanged, whatever characters people write."""

from __future__ import annotations

import re

from bot.channels.plain import plain

#: What means something anywhere in a line. Figures and sums hold none of them.
_ANYWHERE = re.compile(r"[\\`*_\[\]<~&|$]")
#: What means something at the beginning of a line alone: headings, lists, quotes, rules.
_BEGINNING = re.compile(r"^(?P<mark>[#+>=-])|^(?P<number>\d+)(?P<dot>[.)])")


def escaped(text: str) -> str:
    """Escape what is markup in a line or lines of their own; breaks become Markdown's own."""
    lines = (inner(line.strip()) for line in plain(text).split("\n"))
    return "  \n".join(_BEGINNING.sub(_unmarked, line) for line in lines)


def inner(text: str) -> str:
    """Escape what is markup inside a line, behind other words or between marks of ours."""
    return _ANYWHERE.sub(lambda found: f"\\{found[0]}", plain(text))


def _unmarked(found: re.Match[str]) -> str:
    return f"\\{found['mark']}" if found["mark"] else f"{found['number']}\\{found['dot']}"
