"""Text as DingTalk's Markdown shows it unchanged, whatever characters people write."""

from __future__ import annotations

import re

from bot.channels.plain import plain

#: What means something anywhere in a line. Figures and sums hold none of them.
_ANYWHERE = re.compile(r"[\\`*_\[\]<~&|$]")
#: What means something at the beginning of a line alone: headings, lists, quotes, rules.
_BEGINNING = re.compile(r"^(?P<mark>[#+>=-])|^(?P<number>\d+)(?P<dot>[.)])")
_INDENT = re.compile(r"^[ \t]+")


def escaped(text: str) -> str:
    """Escape what is markup; line breaks become Markdown's own."""
    return "  \n".join(_line(line) for line in plain(text).split("\n"))


def _line(line: str) -> str:
    indent = _INDENT.match(line)
    depth = indent.end() if indent else 0
    words = _ANYWHERE.sub(lambda found: f"\\{found[0]}", line[depth:])
    words = _BEGINNING.sub(_unmarked, words)
    # Spaces that do not break: four plain ones would make code of the line.
    return "\u00a0" * depth + words


def _unmarked(found: re.Match[str]) -> str:
    return f"\\{found['mark']}" if found["mark"] else f"{found['number']}\\{found['dot']}"
