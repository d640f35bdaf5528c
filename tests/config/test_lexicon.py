"""The lexicon: the shipped one is whole, and a site's own is refused by line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.lexicon import LexiconRefused, parse_lexicon, read_lexicon
from rules.errors import FootholdError

_GOOD = """
[[trait]]
id = "drive"
name = { zh = "冲劲", en = "Drive" }
also = ["干劲"]
terms = ["业绩增长"]
is_asked = true
"""


def test_the_shipped_lexicon_has_the_article_s_words_and_five_questions() -> None:
    shipped = read_lexicon()

    terms = {term for trait in shipped.traits for term in trait.terms}
    assert {"客户开发", "业绩增长", "cold calling", "quota attainment"} <= terms
    assert len(shipped.asked) == 5
    assert len({one.key for one in shipped.traits}) == len(shipped.traits)


def test_no_word_means_two_traits() -> None:
    named = [
        name
        for trait in read_lexicon().traits
        for name in {one.casefold() for one in (trait.key, *trait.names.values(), *trait.also)}
    ]

    assert len(set(named)) == len(named)


@pytest.mark.parametrize("name", ["drive", "冲劲", "Drive", "ＤＲＩＶＥ", "干 劲"])
def test_a_trait_is_found_by_any_of_its_names(name: str) -> None:
    found = parse_lexicon(_GOOD, file="lexicon.toml").trait(name)

    assert found is not None
    assert found.key == "drive"


def test_a_site_s_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "lexicon.toml").write_text(_GOOD, "utf-8")

    assert [one.key for one in read_lexicon(tmp_path).traits] == ["drive"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "1: trait - is missing", id="nothing"),
        pytest.param(_GOOD.replace("terms", "term"), "did you mean", id="a misspelt key"),
        pytest.param(
            _GOOD.replace('["业绩增长"]', "[]"), "6: trait.terms - is not a list", id="none"
        ),
        pytest.param(
            _GOOD.replace('["业绩增长"]', "[1]"), "6: trait.terms - is not a list", id="1"
        ),
        pytest.param(_GOOD + _GOOD, "drive is there twice", id="twice"),
        pytest.param(_GOOD.replace("业绩增长", "年龄"), "the protected attribute age", id="age"),
        pytest.param(_GOOD.replace("Drive", "Gender"), "the protected attribute gender", id="sex"),
        pytest.param(_GOOD.replace("true", '"yes"'), "is not true or false", id="no flag"),
        pytest.param("x = ", "is not TOML", id="no TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(LexiconRefused) as refused:
        parse_lexicon(text, file="lexicon.toml")

    assert said in str(refused.value)
    assert isinstance(refused.value, FootholdError)


@pytest.mark.parametrize(("count", "is_refused"), [(5, False), (6, True)])
def test_how_many_interviewers_are_asked_about(count: int, *, is_refused: bool) -> None:
    text = "".join(
        _GOOD.replace('"drive"', f'"d{n}"').replace("冲劲", f"甲{n}").replace("Drive", f"D{n}")
        for n in range(count)
    )

    try:
        parse_lexicon(text, file="lexicon.toml")
    except LexiconRefused:
        assert is_refused
    else:
        assert not is_refused
