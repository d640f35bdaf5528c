"""A resume from lines to what HR reads: cleared, in parts, with evidence and points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rules.resume import Resume, ResumeText
from rules.resume_evidence import Evidence, Lexicon, find_evidence, points
from rules.resume_parts import parts, sections
from rules.resume_private import cleared
from rules.resume_rows import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResume:
    """All that is made of one resume; its contacts are digests."""

    text: ResumeText
    resume: Resume
    evidence: tuple[Evidence, ...]
    #: Trait -> points of 1 to SCALE; a trait without evidence is not there.
    points: Mapping[str, int]
    dropped: tuple[str, ...]
    email_sha: str | None
    phone_sha: str | None


def understood(text: ResumeText, lexicon: Lexicon) -> ReadResume:
    """Make of a file's lines what can be made of them."""
    clear = cleared(replace(text, lines=rows(text.lines)))
    lines = clear.text.lines
    wanted = frozenset(n for n, section in sections(lines).items() if section == "wanted")
    evidence = find_evidence(lines, lexicon, wanted=wanted)
    return ReadResume(
        text=clear.text,
        resume=parts(lines),
        evidence=evidence,
        points=points(evidence),
        dropped=clear.dropped,
        email_sha=clear.email_sha,
        phone_sha=clear.phone_sha,
    )
