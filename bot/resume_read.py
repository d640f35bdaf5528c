"""`foothold hiring read`: what is made of a resume, before anything is stored."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from bot.cards.words import say
from bot.resumes.read import read_resume_file
from config.lexicon import read_lexicon
from config.settings import read_settings
from rules.resume_evidence import SCALE, Evidence, Lexicon
from rules.resume_read import ReadResume, understood

console = Console(soft_wrap=True)


async def print_resume(file: Path, *, as_json: bool) -> None:
    """Print what a file says and what speaks for which trait; nothing is kept."""
    lexicon = read_lexicon(read_settings().home)
    found = understood(await read_resume_file(file), lexicon)
    if as_json:
        print(json.dumps(as_document(found), ensure_ascii=False, indent=2))
        return
    language = "zh" if os.environ.get("LANG", "zh").startswith("zh") else "en"
    for line in told(found, lexicon, file.name, language):
        console.print(line, markup=False, highlight=False)


def as_document(found: ReadResume) -> Mapping[str, object]:
    """Give what was read as one JSON document; contacts and protected values are not in it."""
    return {
        "resume": found.resume.as_json(),
        "format": found.text.format,
        "pages": found.text.pages,
        "pages_read": found.text.pages_read,
        "is_whole": found.text.is_whole,
        "dropped": list(found.dropped),
        "scale": SCALE,
        "points": dict(found.points),
        "evidence": [_evidence(one) for one in found.evidence],
    }


def told(found: ReadResume, lexicon: Lexicon, file: str, language: str) -> list[str]:
    """Give the lines that a person reads."""
    lines = [say(language, "resume.read_title", file=file), *_caveats(found, language)]
    lines += _parts(found, language)
    if not found.points:
        lines.append(say(language, "resume.no_evidence"))
    names = {one.key: one.names.get(language, one.key) for one in lexicon.traits}
    for trait, count in found.points.items():
        shown = {"trait": names[trait], "points": count, "scale": SCALE}
        lines.append(say(language, "resume.points", **shown))
        lines += [_quoted(one, language) for one in found.evidence if one.trait == trait]
    others = [one for one in found.evidence if one.trait not in found.points]
    lines += [_quoted(one, language) for one in others]
    return [*lines, say(language, "resume.scale", scale=SCALE)]


def _caveats(found: ReadResume, language: str) -> list[str]:
    lines = []
    if found.text.pages > found.text.pages_read:
        read = {"pages": found.text.pages, "read": found.text.pages_read}
        lines.append(say(language, "resume.part_read", **read))
    if found.text.is_cut:
        lines.append(say(language, "resume.cut"))
    if found.dropped:
        mark = "、" if language == "zh" else ", "
        names = mark.join(say(language, f"protected.{name}") for name in found.dropped)
        lines.append(say(language, "resume.dropped", names=names))
    return lines


def _parts(found: ReadResume, language: str) -> list[str]:
    resume = found.resume
    lines = [
        " · ".join(x for x in (resume.name or say(language, "resume.unnamed"), resume.label) if x)
    ]
    for stay in (*resume.work, *resume.education):
        until = stay.until or "…"
        said = (f"{stay.since}–{until}", stay.where, stay.what, stay.level)
        lines.append("  " + " · ".join(part for part in said if part))
    if resume.skills:
        lines.append("  " + " · ".join(resume.skills))
    return lines


def _quoted(one: Evidence, language: str) -> str:
    place = say(
        language, f"resume.at_{'page' if one.page else 'line'}", page=one.page, line=one.line
    )
    doubt = f" ({say(language, f'resume.doubt.{one.doubt.value}')})" if one.doubt else ""
    return f"    「{one.quote}」 {one.term}, {place}{doubt}"


def _evidence(one: Evidence) -> dict[str, object]:
    return {
        "trait": one.trait,
        "term": one.term,
        "quote": one.quote,
        "page": one.page,
        "line": one.line,
        "has_figure": one.has_figure,
        "counts": one.counts,
        "doubt": one.doubt.value,
    }
