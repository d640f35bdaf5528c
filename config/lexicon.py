"""Read the lexicon: which traits are looked for in a resume, and by which words."""

from __future__ import annotations

from pathlib import Path

from config.document import FileRefused
from config.section import Section
from config.toml_file import parsed, text_of
from rules.protected import protected
from rules.resume_evidence import Lexicon, LexiconTrait

FILE = "lexicon.toml"
SHIPPED = Path(__file__).with_name(FILE)
_KEYS = "id name also terms is_asked".split()
_LONGEST = 64
_MOST_TERMS = 300
_MOST_ASKED = 5


class LexiconRefused(FileRefused):
    """A lexicon.toml that can not be used."""

    sentence = "error.lexicon_refused"
    what = "a lexicon"


def read_lexicon(home: Path | None = None) -> Lexicon:
    """Give the site's own lexicon (`home`/lexicon.toml), or the shipped one where it has none.

    Raises `LexiconRefused` with line and key of everything wrong.
    """
    own = home / FILE if home is not None else None
    file = own if own is not None and own.is_file() else SHIPPED
    return parse_lexicon(text_of(file, refused=LexiconRefused), file=file.name)


def parse_lexicon(text: str, *, file: str) -> Lexicon:
    """Give the lexicon that a text holds; protected attributes are refused by name."""
    table, document = parsed(text, file=file, refused=LexiconRefused)
    top = Section(document=document, table=table, lines=document.whole, what="a lexicon")
    top.known({"trait": ""})
    listed = table.get("trait", [])
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not entries:
        top.wrong("trait", "is missing", "write [[trait]] with id, name and terms")
    seen: set[str] = set()
    traits: list[LexiconTrait] = []
    for entry, lines in zip(entries, document.entries("trait", len(entries)), strict=True):
        section = top.within(entry, lines, "trait.")
        trait = _trait(section)
        if trait.key in seen:
            section.wrong("id", f"{trait.key} is there twice", "ids are used once")
        seen.add(trait.key)
        traits.append(trait)
    if sum(one.is_asked for one in traits) > _MOST_ASKED:
        top.wrong("trait", f"more than {_MOST_ASKED} are asked about", "set is_asked = false")
    if document.problems:
        raise LexiconRefused(file, sorted(document.problems, key=lambda found: found.line))
    return Lexicon(traits=tuple(traits))


def _trait(section: Section) -> LexiconTrait:
    section.known(dict.fromkeys(_KEYS, ""))
    trait = LexiconTrait(
        key=section.text("id", longest=_LONGEST),
        names=section.names("name", longest=_LONGEST),
        terms=_words(section, "terms", is_needed=True),
        also=_words(section, "also"),
        is_asked=section.flag("is_asked"),
    )
    for word in (trait.key, *trait.names.values(), *trait.also, *trait.terms):
        if found := protected(word):
            section.wrong("id", f"{word} is the protected attribute {found}", "leave it out")
    return trait


def _words(section: Section, key: str, *, is_needed: bool = False) -> tuple[str, ...]:
    said = section.table.get(key, [])
    listed = said if isinstance(said, list) else []
    words = [" ".join(one.split()) for one in listed if isinstance(one, str) and one.strip()]
    is_list = isinstance(said, list) and len(words) == len(said)
    if not is_list or (is_needed and not words):
        section.wrong(key, "is not a list of words", f'write {key} = ["客户开发", "cold calling"]')
        return ()
    if len(words) > _MOST_TERMS or any(len(one) > _LONGEST for one in words):
        section.wrong(key, f"has over {_MOST_TERMS} words, or one over {_LONGEST} characters")
    return tuple(dict.fromkeys(words))
