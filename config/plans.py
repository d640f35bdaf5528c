"""Read a commission plan from TOML, or say in which line what is wrong and what would be right."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from rules import money
from rules.errors import FootholdError, Invalid
from rules.periods import Calendar, Cut
from rules.plan import Base, EarnedOn, Edge, Measure, Mode, PayDay, Plan, Tier, TierOn

Table = Mapping[str, object]
Word = TypeVar("Word", bound=StrEnum)

_TOP = (
    "name title currency period business_month_starts_on tiers mode measure edge "
    "tier_on earned_on cooling_off_days payable_on base vat_rate starts_on"
).split()


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One thing wrong in a plan file; `allowed` says what would be right."""

    line: int
    key: str
    problem: str
    allowed: str = ""

    def __str__(self) -> str:
        allowed = f"; {self.allowed}" if self.allowed else ""
        return f"{self.line}: {self.key} - {self.problem}{allowed}"


class PlanRefused(FootholdError):
    """A plan file with all its problems, each with its line."""

    def __init__(self, file: str, problems: list[PlanProblem]) -> None:
        self.problems = problems
        self.file = file
        lines = "\n".join(f"{file}:{problem}" for problem in problems)
        super().__init__("error.plan_refused", problems=lines)

    def __str__(self) -> str:
        return str(self.values["problems"])


def read_plan(text: str, *, file: str = "plan.toml") -> Plan:
    """Give the plan; raise `PlanRefused` with every problem found.

    The keys are documented in docs/reference/plan.md. A plan is refused for an unknown key, a gap
    or an overlap between tiers, a rate that is no share, or a missing key.
    """
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise PlanRefused(
            file, [PlanProblem(int(line[1]) if line else 1, "", f"is not TOML: {error}")]
        ) from error
    reader = _Reader(text, table)
    plan = reader.plan()
    if plan is None:
        raise PlanRefused(file, sorted(reader.problems, key=lambda found: found.line))
    return plan


class _Reader:
    """Collects problems instead of stopping at the first."""

    def __init__(self, text: str, table: Table) -> None:
        self._lines = text.splitlines()
        self._table = table
        self.problems: list[PlanProblem] = []

    def plan(self) -> Plan | None:
        """Read all keys; None where the problems leave no plan."""
        self._known(self._table, _TOP, "")
        currency = self._currency()
        earned_on = self._word("earned_on", EarnedOn, EarnedOn.SIGNING)
        cooling = self._whole(self._table, "cooling_off_days", 0, low=0, high=366)
        if earned_on is EarnedOn.COOLING_OFF and not cooling:
            self._wrong("earned_on", "needs cooling_off_days", 'such as "cooling_off_days = 15"')
        base = self._word("base", Base, Base.NET)
        vat_rate = self._rate(self._table, "vat_rate") if "vat_rate" in self._table else Decimal(0)
        if base is Base.GROSS and not vat_rate:
            self._wrong("base", "gross needs vat_rate", 'such as vat_rate = "6%"')
        read = Plan(
            name=self._text("name"),
            title=str(self._table.get("title", "")),
            currency=currency,
            calendar=self._calendar(),
            # Amounts of an unknown currency are checked as if it had hundredths.
            tiers=self._tiers(currency or "CNY"),
            mode=self._word("mode", Mode, Mode.MARGINAL),
            measure=self._word("measure", Measure, Measure.PERIOD),
            edge=self._word("edge", Edge, Edge.FROM),
            tier_on=self._word("tier_on", TierOn, TierOn.SIGNING),
            earned_on=earned_on,
            cooling_off_days=cooling,
            payable_on=self._pay_day(),
            base=base,
            vat_rate=vat_rate,
        )
        return None if self.problems else read

    def _currency(self) -> str:
        currency = self._text("currency")
        try:
            if currency:
                money.exponent(currency)
        except Invalid as error:
            self._wrong("currency", error.reason)
            return ""
        return currency

    def _calendar(self) -> Calendar:
        cut = self._word("period", Cut, Cut.MONTH)
        if cut is not Cut.BUSINESS_MONTH:
            if "business_month_starts_on" in self._table:
                self._wrong("business_month_starts_on", "counts only with period = business_month")
            return Calendar(cut=cut)
        first_day = self._whole(self._table, "business_month_starts_on", 0, low=2, high=28)
        return Calendar(cut=cut, first_day=first_day or 2)

    def _pay_day(self) -> PayDay:
        value = self._table.get("payable_on", {})
        if not isinstance(value, dict):
            self._wrong("payable_on", "is a table", "{ cut_off = 31, pay_day = 10 }")
            return PayDay()
        self._known(value, ["cut_off", "pay_day"], "payable_on.")
        return PayDay(
            cut_off=self._whole(value, "cut_off", 31, low=1, high=31),
            pay_day=self._whole(value, "pay_day", 10, low=1, high=31),
        )

    def _tiers(self, currency: str) -> tuple[Tier, ...]:
        value = self._table.get("tiers")
        if not isinstance(value, list) or not value:
            self._wrong("tiers", "is missing", '[[tiers]] with from = "0" and rate = "5%"')
            return ()
        read = [self._tier(tier, currency, n) for n, tier in enumerate(value) if self._is(tier)]
        for n, (start, _, _) in enumerate(read):
            self._fits(read, n, start, currency)
        return tuple(Tier(start, rate) for start, _, rate in read)

    def _is(self, tier: object) -> bool:
        if not isinstance(tier, dict):
            self._wrong("tiers", "each tier is a table", "[[tiers]] with from and rate")
        return isinstance(tier, dict)

    def _tier(self, tier: Table, currency: str, n: int) -> tuple[int, int | None, Decimal]:
        line = self._tier_line(n)
        self._known(tier, ["from", "to", "rate"], "tiers.", line)
        if "from" not in tier:
            self._wrong("tiers.from", "is missing", "the base at which the tier begins", line)
        start = self._minor(tier.get("from", 0), "tiers.from", currency, line)
        end = self._minor(tier["to"], "tiers.to", currency, line) if "to" in tier else None
        return start, end, self._rate(tier, "rate", "tiers.", line)

    def _fits(
        self, read: list[tuple[int, int | None, Decimal]], n: int, start: int, currency: str
    ) -> None:
        line = self._tier_line(n)
        if n == 0:
            if start != 0:
                self._wrong(
                    "tiers.from",
                    "the first tier leaves a gap below it",
                    'begin with from = "0", at rate = "0%" if nothing is paid there',
                    line,
                )
            return
        before, end, _ = read[n - 1]
        reached = before if end is None else end
        places = money.Money(minor=reached, currency=currency).amount
        if start < reached or start <= before:
            self._wrong("tiers.from", "overlaps the tier before", f"begin at {places}", line)
        elif end is not None and start > end:
            self._wrong(
                "tiers.from", "leaves a gap after the tier before", f"begin at {places}", line
            )
        if n == len(read) - 1 and read[n][1] is not None:
            self._wrong("tiers.to", "the last tier is open upwards", "leave it out", line)

    def _minor(self, value: object, key: str, currency: str, line: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            self._wrong(key, f"{value!r} is not an amount", 'write "10000.00"', line)
            return 0
        try:
            minor = money.to_minor(
                value.replace(",", "") if isinstance(value, str) else value, currency
            )
        except Invalid as error:
            self._wrong(key, error.reason, "", line)
            return 0
        if minor < 0:
            self._wrong(key, "is below zero", "tiers begin at 0", line)
        return minor

    def _rate(self, table: Table, key: str, prefix: str = "", line: int = 0) -> Decimal:
        value = table.get(key)
        where = f"{prefix}{key}"
        if value is None:
            self._wrong(where, "is missing", 'write "7%" or 0.07', line)
            return Decimal(0)
        try:
            if isinstance(value, str) and value.strip().endswith("%"):
                rate = Decimal(value.strip()[:-1].strip()) / 100
            else:
                rate = Decimal(str(value))
        except InvalidOperation:
            rate = Decimal("NaN")
        if isinstance(value, bool) or not rate.is_finite() or rate < 0:
            self._wrong(where, f"{value!r} is not a rate", 'write "7%" or 0.07', line)
            return Decimal(0)
        if rate >= 1 and not isinstance(value, str):
            self._wrong(where, f"{value} would be {rate:%}", f'did you mean "{value}%"?', line)
        return rate

    def _whole(self, table: Table, key: str, default: int, *, low: int, high: int) -> int:
        value = table.get(key, default)
        if key in table or not low <= default <= high:
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            if not is_whole or not low <= int(str(value)) <= high:
                self._wrong(key, f"{value!r} is not a whole number", f"{low} to {high}")
                return default
        return int(str(value))

    def _text(self, key: str) -> str:
        value = self._table.get(key)
        if not isinstance(value, str) or not value.strip():
            self._wrong(key, "is missing" if value is None else "is not a text")
            return ""
        return value.strip()

    def _word(self, key: str, words: type[Word], default: Word) -> Word:
        value = self._table.get(key, default)
        try:
            return words(str(value))
        except ValueError:
            self._wrong(key, f"{value!r} is not known", _did_you_mean(str(value), list(words)))
            return default

    def _known(self, table: Table, allowed: Collection[str], prefix: str, line: int = 0) -> None:
        for key in table:
            if key not in allowed:
                self._wrong(
                    f"{prefix}{key}", "is not a key of a plan", _did_you_mean(key, allowed), line
                )

    def _wrong(self, key: str, problem: str, allowed: str = "", line: int = 0) -> None:
        found = PlanProblem(self._line(key, line), key, problem, allowed)
        if found not in self.problems:
            self.problems.append(found)

    def _line(self, key: str, start: int) -> int:
        """Find the line of a key, from a line on; the file's first where it is not written."""
        word = re.compile(rf"(^|[\s{{,.]){re.escape(key.rpartition('.')[2])}\s*=")
        for number, line in enumerate(self._lines[max(start - 1, 0) :], max(start, 1)):
            if word.search(line.split("#")[0]):
                return number
        return start or 1

    def _tier_line(self, n: int) -> int:
        headers = [
            i for i, line in enumerate(self._lines, 1) if "[[tiers]]" in line.replace(" ", "")
        ]
        if n < len(headers):
            return headers[n]
        inline = [i for i, line in enumerate(self._lines, 1) if re.search(r"\brate\s*=", line)]
        return inline[n] if n < len(inline) else 1


def _did_you_mean(word: str, allowed: Collection[str]) -> str:
    near = difflib.get_close_matches(word, [str(a) for a in allowed], n=1, cutoff=0.6)
    listed = ", ".join(str(a) for a in allowed)
    return f"did you mean {near[0]}? allowed: {listed}" if near else f"allowed: {listed}"
