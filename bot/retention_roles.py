"""The roles of a table's columns, from a TOML file and from flags, which count more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from math import isfinite
from pathlib import Path
from typing import Literal

from config.document import PlanRefused
from config.toml_file import parsed, text_of
from jobs.retention_cells import counted, day, is_compact, is_missing, order_of, period_of
from jobs.retention_evaluate import Wanted
from rules.errors import FootholdError, Invalid
from rules.retention_roles import Roles

_ROLES = frozenset(one.name for one in fields(Roles))
_PERIODS = ("train_before", "test_from", "test_to")
_NUMBERS = ("horizon", "landmark", "share")
_WHOLE = ("horizon", "landmark")
_TITLES = ("rep", "when", "joined", "exit", "left", "team")
_LISTS = ("features", "drop", "words")
_CHOICES = {"unit": ("week", "month"), "left_in": ("next", "this"), "dates": ("mdy", "dmy", "")}


def read_roles(file: Path | None, given: Mapping[str, object]) -> tuple[Roles, Wanted]:
    """Give roles and split; raise `Invalid` naming the file and key that can not be used."""
    said = dict(_from_file(file)) if file else {}
    said |= {name: value for name, value in given.items() if value not in (None, "", [])}
    name = file.name if file else "flags"
    for key, choices in _CHOICES.items():
        if key in said and said[key] not in choices:
            raise Invalid(name, f"{key} is one of {', '.join(filter(None, choices))}")
    for key in _TITLES:
        if not isinstance(said.get(key, ""), str):
            raise Invalid(name, f"{key} is the title of a column, in quotes")
    for key in _LISTS:
        if key in said:
            said[key] = _texts(name, key, said[key])
    if "topics" in said:
        _look_at_topics(name, said["topics"])
    if "known_after" in said:
        said["known_after"] = _delays(name, said["known_after"])
    roles = Roles(**{key: value for key, value in said.items() if key in _ROLES})  # type: ignore[arg-type] # each was looked at
    return roles, _wanted(name, said, roles)


def _from_file(file: Path) -> Mapping[str, object]:
    try:
        table, _ = parsed(text_of(file), file=file.name, refused=PlanRefused)
    except FootholdError as error:
        raise Invalid(file.name, str(error)) from error
    allowed = _ROLES | {*_PERIODS, *_NUMBERS}
    for key in table:
        if key not in allowed:
            raise Invalid(file.name, f"{key} is no key; there are {', '.join(sorted(allowed))}")
    return table


def _texts(name: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Invalid(name, f"{key} is a list of titles")
    return tuple(value)


def _look_at_topics(name: str, value: object) -> None:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise Invalid(name, 'topics is a table of title = "topic"')


def _delays(name: str, value: object) -> dict[str, int | Literal["quarter"]]:
    pairs = value
    if isinstance(value, list):
        pairs = dict(one.rpartition("=")[::2] for one in value)
    if not isinstance(pairs, dict):
        raise Invalid(name, "known_after is a table of title = periods")
    found: dict[str, int | Literal["quarter"]] = {}
    for title, after in pairs.items():
        if after == "quarter":
            found[title] = "quarter"
        elif str(after).isdecimal() and title:
            found[title] = int(str(after))
        else:
            raise Invalid(name, f'known_after of {title or after} is a whole number or "quarter"')
    return found


def _wanted(name: str, said: Mapping[str, object], roles: Roles) -> Wanted:
    numbers = {key: _number(name, key, said[key]) for key in _NUMBERS if key in said}
    share = numbers.get("share", Wanted().share)
    if not 0 < share < 1:
        raise Invalid(name, "share lies between 0 and 1")
    if numbers.get("horizon", 1) < 1 or numbers.get("landmark", 0) < 0:
        raise Invalid(name, "horizon is 1 or more, landmark 0 or more")
    periods = {key: _period(name, key, str(said[key]), roles) for key in _PERIODS if key in said}
    return Wanted(
        horizon=int(numbers.get("horizon", 1)),
        landmark=int(numbers["landmark"]) if "landmark" in numbers else None,
        share=share,
        train_before=periods.get("train_before"),
        test_from=periods.get("test_from"),
        test_to=periods.get("test_to"),
    )


def _number(name: str, key: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError as error:
        raise Invalid(name, f"{key} is a number, not {value}") from error
    if not isfinite(number) or (key in _WHOLE and number != int(number)):
        raise Invalid(name, f"{key} is a {'whole ' * (key in _WHOLE)}number, not {value}")
    return number


def _period(name: str, key: str, text: str, roles: Roles) -> int:
    """Read a bound as a week number, a date, or a month such as 2016-12."""
    if is_missing(text):
        raise Invalid(name, f"{key} is empty")
    try:
        if (on := counted(text, roles.unit)) is not None:
            return period_of(on, roles.unit)
    except ValueError as error:
        raise Invalid(name, f"{key} is no week or month of a year: {text}") from error
    if text.removeprefix("-").isdecimal() and not is_compact(text):
        return int(text)
    year_and_month = 2
    whole = f"{text}-01" if len(text.split("-")) == year_and_month else text
    try:
        order = order_of([whole], said=roles.dates, file=name)
        return period_of(day(whole, order), roles.unit)
    except ValueError as error:
        raise Invalid(name, f"{key} is no number and no date: {text}") from error
