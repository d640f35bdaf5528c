"""The sample catalogue is whole, a site's own replaces it, and a bad one is refused by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.catalogue import CatalogueRefused, read_catalogue, read_domain

_DOMAIN = '[domain]\nid = "d"\ntitle = { zh = "域", en = "D" }\n'
_COURSE = '[[courses]]\nid = "c"\ntitle = { zh = "课", en = "C" }\n'


def test_the_sample_has_eight_domains_and_thirty_courses_in_both_languages() -> None:
    sample = read_catalogue()

    assert (len(sample.domains), len(sample.courses)) == (8, 30)
    assert {len(one.title) for one in sample.domains} == {2}
    assert {len(one.title) for one in sample.courses} == {2}
    assert any(one.is_base for one in sample.courses)


def test_a_sites_own_catalogue_replaces_the_sample(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "d.toml").write_text(_DOMAIN + _COURSE, "utf-8")

    own = read_catalogue(tmp_path)

    assert [one.id for one in own.courses] == ["c"]
    assert own.courses[0].domain == "d"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(_COURSE, "domain - is missing", id="no domain"),
        pytest.param(_DOMAIN + _COURSE + "workday = 3\n", "did you mean workdays", id="key"),
        pytest.param(_DOMAIN + _COURSE + "workdays = 0\n", "7: courses.workdays", id="range"),
        pytest.param(_DOMAIN + _COURSE + 'is_base = "yes"\n', "true or false", id="flag"),
        pytest.param(_DOMAIN + _COURSE + _COURSE, "c is there twice", id="twice"),
        pytest.param(
            _DOMAIN + '[[courses]]\nid = "c"\ntitle = { zh = "课" }\n', "title.en", id="language"
        ),
        pytest.param("[[courses\n", "is not TOML", id="no TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_way_out(text: str, told: str) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        read_domain(text, file="d.toml")

    assert told in str(refused.value)
    assert str(refused.value).startswith("d.toml:")
