"""Read the figures of elastic targets from TOML, or say which key is wrong."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from rules import money
from rules.errors import FootholdError, Invalid
from rules.target import TargetPolicy

FILE = "target.toml"
_SAMPLE = Path(__file__).parent / "policies" / FILE


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError('write it as text, like "10.5"')  # noqa: TRY004 - pydantic's way
    return value


_Percent = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1000, decimal_places=2)]
_Count = Annotated[int, Field(ge=1, le=1000)]


class _File(BaseModel):
    """The keys of the file."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[str, Field(min_length=1, max_length=64)]
    base: _Count = 3
    skill_growth: _Percent = Decimal(10)
    skill_pass_bar: _Count = 2
    results_growth: _Percent = Decimal(5)
    results_stretch: _Count = 4
    fewest_deals: Annotated[int, Field(ge=0, le=1000)] = 3
    day_over_day: bool = False
    reward: Annotated[Decimal, BeforeValidator(_exact), Field(ge=0)] = Decimal(0)
    currency: str = "CNY"


def read_targets(home: Path, *, strict_seed: bool) -> TargetPolicy:
    """Give the site's figures: of `target.toml` in its home, else of the sample.

    Raises `FootholdError` with the key and what is allowed.
    """
    own = home / FILE
    file = own if own.exists() else _SAMPLE
    try:
        read = _File.model_validate(tomllib.loads(file.read_text("utf-8")))
        reward = money.to_minor(read.reward, read.currency, field="reward")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise _refused(key, first["msg"].removeprefix("Value error, ")) from None
    except Invalid as error:
        raise _refused(error.field, error.reason) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused("", str(error)) from error
    return TargetPolicy(
        base=read.base,
        skill_growth=read.skill_growth,
        skill_pass_bar=read.skill_pass_bar,
        results_growth=read.results_growth,
        results_stretch=read.results_stretch,
        fewest_deals=read.fewest_deals,
        strict_seed=strict_seed,
        day_over_day=read.day_over_day,
        reward_minor=reward,
        currency=read.currency,
        version=f"{read.version}, strict_seed" if strict_seed else read.version,
    )


def _refused(key: str, reason: str) -> FootholdError:
    return FootholdError("error.setting", key=f"{FILE} {key}".strip(), reason=reason)
