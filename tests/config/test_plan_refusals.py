"""A plan with a mistake is refused with file, line, key and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.document import PlanRefused
from config.plans import read_plan
from config.toml_file import text_of
from tests.builders import PLAN

_HEAD = 'name = "p"\ncurrency = "CNY"\n'
_TIERS = '[[tiers]]\nfrom = "0"\nrate = "5%"\n'


def _refused(text: str) -> str:
    with pytest.raises(PlanRefused) as refused:
        read_plan(text, file="p.toml")
    return str(refused.value)


def _refused_file(path: Path) -> str:
    with pytest.raises(PlanRefused) as refused:
        text_of(path)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            _HEAD + 'mod = "marginal"\n' + _TIERS, "p.toml:3: mod - ", id="an unknown key"
        ),
        pytest.param(_HEAD + 'mod = "x"\n' + _TIERS, "did you mean mode?", id="a near key"),
        pytest.param(
            _HEAD + 'mode = "margnal"\n' + _TIERS, "did you mean marginal?", id="a near word"
        ),
        pytest.param(_HEAD + "mode = 5\n" + _TIERS, "p.toml:3: mode - 5 is not", id="no word"),
        pytest.param(
            _HEAD + _TIERS + 'to = "100"\n[[tiers]]\nfrom = "200"\nrate = "7%"\n',
            "leaves a gap after the tier before; begin at 100.00",
            id="a gap",
        ),
        pytest.param(
            _HEAD + _TIERS + 'to = "100"\n[[tiers]]\nfrom = "50"\nrate = "7%"\n',
            "p.toml:8: tiers.from - overlaps the tier before",
            id="an overlap",
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nfrom = "10"\nrate = "5%"\n', "gap below", id="a gap below"
        ),
        pytest.param(
            _HEAD + _TIERS + 'to = "100"\n',
            "p.toml:6: tiers.to - the last tier is open upwards; leave it out",
            id="an end of the only tier",
        ),
        pytest.param(
            _HEAD + _TIERS + 'to = "0"\n[[tiers]]\nfrom = "50"\nrate = "7%"\n',
            "p.toml:6: tiers.to - is not above from",
            id="an empty tier",
        ),
        pytest.param(
            _HEAD + '[[tiers]]\nrate = "5%"\n[[tiers]]\nfrom = "10"\nrate = "5%"\n',
            "p.toml:3: tiers.from - is missing",
            id="the line of the tier that lacks it",
        ),
        pytest.param(
            _HEAD + 'tiers = [{ from = "0", rate = "5%" },\n { from = "9", rate = "700" }]\n',
            "p.toml:4: tiers.rate - ",
            id="the line of an inline tier",
        ),
        pytest.param('name = "p"\n' + _TIERS, "currency - is missing", id="no currency"),
        pytest.param(_HEAD, "tiers - is missing", id="no tiers"),
        pytest.param(_HEAD + "tiers = 5\n", "p.toml:3: tiers - is not", id="tiers as a number"),
        pytest.param(_HEAD + "[tiers]\nfrom = 0\n", "p.toml:3: tiers - is not", id="one table"),
        pytest.param(
            _HEAD + 'earned_on = "cooling_off"\n' + _TIERS, "cooling_off_days", id="no days"
        ),
        pytest.param(_HEAD + 'base = "gross"\n' + _TIERS, "vat_rate", id="gross without a rate"),
        pytest.param("", "name - is missing", id="an empty file"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, says: str) -> None:
    assert says in _refused(text)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        pytest.param(
            "starts_on = 2026-01-01",
            "starts_on - is not a key of a plan; it is said when the plan is applied: "
            "foothold policy apply p.toml --starts-on 2026-01-01",
            id="the first day of a version",
        ),
        pytest.param(
            "cooling_off_days = 15",
            'cooling_off_days - counts only with earned_on = "cooling_off"',
            id="days of no cooling-off",
        ),
        pytest.param(
            'vat_rate = "6%"', 'vat_rate - counts only with base = "gross"', id="VAT of net amounts"
        ),
        pytest.param(
            "business_month_starts_on = 26",
            'business_month_starts_on - counts only with period = "business_month"',
            id="a day of no business month",
        ),
        pytest.param("pay_day = 5", "pay_day - is not a key of a plan; write payable_on", id="day"),
        pytest.param(
            'rate = "5%"', "rate - does nothing without times; a rate stands", id="a rate"
        ),
        pytest.param("title = 5", "title - is not a text", id="a number for a title"),
        pytest.param('title = " "', "title - is empty", id="a title of blanks"),
        pytest.param('title = "a\\u0000"', "title - has a character that", id="an unseen one"),
        pytest.param(f'title = "{"长" * 101}"', "title - has 101 characters; at most", id="long"),
        pytest.param("payable_on = []", "payable_on - is not a table", id="no table"),
        pytest.param("payable_on = { cut_off = 31.0 }", "31.0 is not a whole", id="31.0"),
        pytest.param("payable_on = { pay_day = true }", "True is not a whole", id="yes"),
        pytest.param("payable_on = { mode = 1 }", "payable_on.mode - is not", id="not there"),
        pytest.param('period = "business_month"', "business_month_starts_on", id="no day of it"),
        pytest.param(f"period = 0x{'f' * 9999}", "period - ", id="a number beyond printing"),
        pytest.param(f"{'k' * 9999} = 1", "kkk… - is not a key", id="an endless key"),
        pytest.param('"mod" = 1', "mod - is not a key", id="a key in quotes"),
    ],
)
def test_nothing_is_accepted_and_ignored(key: str, says: str) -> None:
    found = _refused(_HEAD + key + "\n" + _TIERS)

    assert says in found
    assert found.startswith("p.toml:3: ") or "is missing" in found
    assert len(found) < 600


def test_a_misspelt_word_does_not_make_the_key_that_needs_it_idle() -> None:
    found = _refused(_HEAD + 'earned_on = "coolingoff"\ncooling_off_days = 15\n' + _TIERS)

    assert found.startswith('p.toml:3: earned_on - "coolingoff" is not known; did you mean cool')
    assert "\n" not in found


def test_a_key_of_the_plan_below_a_tier_is_told_to_stand_above() -> None:
    found = _refused(_HEAD + _TIERS + 'mode = "marginal"\n')

    assert found == (
        "p.toml:6: tiers.mode - is not a key of a plan; "
        "mode stands above the first [payable_on] or [[tiers]]"
    )


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        pytest.param("7", '7 would be 700%; did you mean "7%"?', id="a number"),
        pytest.param('"7"', '"7" would be 700%; did you mean "7%"?', id="a text without %"),
        pytest.param('"1"', '"1" would be 100%; did you mean "1%"?', id="one, as a text"),
        pytest.param("1.0", '1.0 would be 100%; did you mean "1.0%"?', id="one"),
        pytest.param('"100.01%"', '"100.01%" is more than everything; at most "100%"', id="above"),
        pytest.param('"-5%"', '"-5%" is not a rate', id="below zero"),
        pytest.param("-0.05", "-0.05 is not a rate", id="a number below zero"),
        pytest.param('"1_0%"', '"1_0%" is not a rate', id="an underscore"),
        pytest.param('"７%"', '"７%" is not a rate', id="full-width"),
        pytest.param('"7%%"', '"7%%" is not a rate', id="two signs"),
        pytest.param('"1e-3"', '"1e-3" is not a rate', id="an exponent"),
        pytest.param("nan", "is not a rate", id="no number"),
        pytest.param("inf", "is not a rate", id="infinity"),
        pytest.param("true", "is not a rate", id="yes"),
        pytest.param("[7]", "is not a rate", id="a list"),
        pytest.param('"0.0000001%"', "has more decimals", id="finer than any plan"),
        pytest.param("1e-400", "has more decimals", id="a tiny exponent"),
        pytest.param("1e999999", "would be", id="a huge exponent"),
    ],
)
def test_a_rate_that_is_no_share_is_refused(rate: str, says: str) -> None:
    found = _refused(_HEAD + f'[[tiers]]\nfrom = "0"\nrate = {rate}\n')

    assert found.startswith("p.toml:5: tiers.rate - ")
    assert says in found
    assert len(found) < 300


@pytest.mark.parametrize(
    "amount",
    [
        pytest.param('"10,00"', id="a comma for the point"),
        pytest.param('"1,0000"', id="groups of four"),
        pytest.param('"1_000"', id="an underscore in a text"),
        pytest.param('""', id="nothing"),
        pytest.param("nan", id="no number"),
        pytest.param("1e-999", id="a tiny exponent"),
        pytest.param("1e999", id="a huge exponent"),
        pytest.param(f"0x{'f' * 9999}", id="a number beyond printing"),
        pytest.param("2026-01-01", id="a date"),
        pytest.param("true", id="yes"),
    ],
)
def test_an_edge_that_is_no_amount_is_refused_once(amount: str) -> None:
    found = _refused(_HEAD + _TIERS + f'[[tiers]]\nfrom = {amount}\nrate = "7%"\n')

    assert found.startswith("p.toml:7: tiers.from - ")
    assert "\n" not in found
    assert len(found) < 300


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(_HEAD + "x = [", "p.toml:3: is not TOML", id="no TOML"),
        pytest.param(_HEAD + "# \u2028\nx = = 1\n", "p.toml:4: ", id="a line break of Unicode"),
        pytest.param(_HEAD + 'name = "q"\n', "p.toml:3: has a key twice", id="a key twice"),
        pytest.param(_HEAD + "x = " + "[" * 50_000, "is nested too deep", id="nested"),
        pytest.param(_HEAD + f"x = {'9' * 9999}", "has a number too long", id="a long number"),
        pytest.param(_HEAD + f"x = 1e{'9' * 30}", "has a number too long", id="a long exponent"),
        pytest.param(_HEAD + "#" * 2_000_000, "p.toml:1: is longer than", id="too long"),
        pytest.param(
            _HEAD + _TIERS * 10_000, "p.toml:3: tiers - has 10000 tiers; at most 100", id="10,000"
        ),
    ],
)
def test_a_file_that_is_no_plan_at_all_is_refused(text: str, says: str) -> None:
    assert says in _refused(text)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(PlanRefused) as refused:
        read_plan('name = "p"\nmod = "x"\nperiod = "week"\n')

    assert len(refused.value.problems) == 4


def test_of_very_many_mistakes_the_first_hundred_are_told() -> None:
    with pytest.raises(PlanRefused) as refused:
        read_plan("".join(f"k{n} = 1\n" for n in range(10_000)))

    assert len(refused.value.problems) == 100


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(_HEAD.encode() + "# 提成".encode("gbk"), "p.toml:3: is not UTF-8", id="GBK"),
        pytest.param(PLAN.encode("utf-16"), "p.toml:1: is not UTF-8", id="UTF-16"),
        pytest.param(b"#" * 2_000_000, "p.toml:1: is longer than", id="too long"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes(content)

    assert says in _refused_file(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "p.toml:1: cannot be read" in _refused_file(tmp_path / "p.toml")


def test_the_sample_plan_of_the_tests_is_good() -> None:
    assert [tier.start for tier in read_plan(PLAN).tiers] == [0, 1_000_000, 2_500_000]


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_file_written_on_windows_says_the_same(tmp_path: Path, start: str, end: str) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes((start + PLAN.replace("\n", end)).encode())

    text = text_of(file)

    assert read_plan(text) == read_plan(PLAN)
    assert read_plan(start + PLAN.replace("\n", end)) == read_plan(PLAN)
    assert "\r" not in text
