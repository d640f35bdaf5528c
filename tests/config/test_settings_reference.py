"""docs/reference/settings.md names every setting, its variable and its default, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

from config.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "settings.md"
_ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| `(?P<variable>[^`]+)` \| `?(?P<default>[^`|]*?)`? \|")


def _settings(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give (name, default as the page writes it) of every setting below a model."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _settings(inner, f"{prefix}{name}.")
        elif any(isinstance(a, type) and issubclass(a, BaseModel) for a in get_args(inner)):
            [value] = [a for a in get_args(inner) if a is not str]
            yield from _settings(value, f"{prefix}{name}.<source>.")
        else:
            yield f"{prefix}{name}", _written(field.get_default())


def _written(default: object) -> str:
    if default is PydanticUndefined:
        return "required"
    if default is None:
        return "none"
    said = default.get_secret_value() if isinstance(default, SecretStr) else default
    return str(said).lower() if isinstance(said, bool) else str(said) or "empty"


def _variable(name: str) -> str:
    return "FOOTHOLD_" + name.replace(".", "__").upper()


def _rows() -> dict[str, tuple[str, str]]:
    found = filter(None, map(_ROW.match, PAGE.read_text("utf-8").splitlines()))
    return {row["name"]: (row["variable"], row["default"]) for row in found}


def test_the_page_says_what_the_code_does() -> None:
    expected = {name: (_variable(name), default) for name, default in _settings(Settings)}

    assert _rows() == expected


def test_a_file_that_deploys_foothold_sets_nothing_else() -> None:
    known = [re.escape(row[0]).replace("<SOURCE>", "[A-Z]+") for row in _rows().values()]
    files = [ROOT / "compose.yaml", ROOT / "Dockerfile", *(ROOT / "deploy").rglob("*.*")]
    said = {name for file in files for name in re.findall(r"FOOTHOLD_[A-Z_]+", file.read_text())}

    assert {name for name in said if not any(re.fullmatch(one, name) for one in known)} == set()
