"""Read the site's policy of mentoring from TOML, or say which key is wrong."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from rules.errors import FootholdError
from rules.mentoring import MentoringPolicy, MentorTerms

FILE = "mentoring.toml"
_SAMPLE = Path(__file__).parent / "policies" / FILE


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError('write it as text, like "85.5"')  # noqa: TRY004 - pydantic's way
    return value


_Capacity = Annotated[int, Field(ge=0, le=100)]


class _Mentor(BaseModel):
    """What holds for one mentor."""

    model_config = ConfigDict(extra="forbid")

    capacity: _Capacity | None = None
    strong: list[Annotated[str, Field(min_length=1, max_length=64)]] = []


class _File(BaseModel):
    """The keys of the file."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[str, Field(min_length=1, max_length=64)]
    weekly_cap: Annotated[int, Field(ge=1, le=100)] = 6
    capacity: _Capacity = 2
    strict_seed: bool = False
    strong_from: Annotated[
        Decimal, BeforeValidator(_exact), Field(ge=0, le=100, decimal_places=2)
    ] = Decimal(85)
    mentors: dict[str, _Mentor] = {}


def read_mentoring(home: Path) -> MentoringPolicy:
    """Give the site's policy: of `mentoring.toml` in its home, else of the sample.

    Raises `FootholdError` with the key and what is allowed.
    """
    own = home / FILE
    file = own if own.exists() else _SAMPLE
    try:
        read = _File.model_validate(tomllib.loads(file.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise _refused(key, first["msg"].removeprefix("Value error, ")) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused("", str(error)) from error
    return MentoringPolicy(
        weekly_cap=read.weekly_cap,
        capacity=read.capacity,
        strict_seed=read.strict_seed,
        strong_from=read.strong_from,
        mentors={
            number: MentorTerms(capacity=one.capacity, strong=frozenset(one.strong))
            for number, one in read.mentors.items()
        },
        version=read.version,
    )


def _refused(key: str, reason: str) -> FootholdError:
    return FootholdError("error.setting", key=f"{FILE} {key}".strip(), reason=reason)
