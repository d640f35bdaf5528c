"""The reference pages say what the code does: the committed schemas are those of the events."""

import json
from pathlib import Path

import pytest

from handlers.events import SCHEMAS

FOLDER = Path(__file__).parent.parent / "docs" / "reference" / "schemas"


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in SCHEMAS])
def test_the_schema_file_is_what_foothold_schema_prints(name: str) -> None:
    written = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert written == SCHEMAS[name].model_json_schema()


def test_there_is_a_schema_file_for_each_event_and_no_other() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == set(SCHEMAS)
