"""风险模型: what speaks about risk; of each gate not passed the number, the limit, what helps."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.cards.card import Card, Row
from bot.cards.reader import Reader
from rules.retention_refusal import Gate, Refusal
from rules.retention_standing import ModelStanding

#: A chat shows six rows.
_MOST = 6
#: What helps with which gate: more people or weeks, an administrator's look, or nothing but time.
_HELPS = {
    Gate.FEW_LEAVERS: "people",
    Gate.FEW_COHORTS: "months",
    Gate.FLAGS: "data",
    Gate.TENURE: "data",
    Gate.EXPERT: "data",
    Gate.SLOPE: "data",
    Gate.INTERCEPT: "data",
    Gate.ERROR: "data",
    Gate.CALIBRATION: "data",
    Gate.MODEL_TOO_GOOD: "look",
    Gate.FEATURE_TOO_GOOD: "look",
    Gate.ORDER: "look",
    Gate.HASH: "look",
    Gate.FAIRNESS: "fair",
}
_COUNTS = frozenset({Gate.FEW_LEAVERS, Gate.FEW_COHORTS, Gate.NOT_WATCHED, Gate.FEW_LEFT})


def card(facts: ModelStanding, reader: Reader) -> Card:
    """Tell which stage speaks, then what keeps a model from it, then what would change that."""
    return Card(
        title=reader.say(f"risk_model.title.{facts.stage}", n=facts.speaks or 0),
        text="\n".join(_text(facts, reader)),
        rows=tuple(_row(one, reader) for one in facts.refused[:_MOST]),
        footnote=reader.say("risk_model.next", day=reader.day(facts.next_on)),
    )


def _text(facts: ModelStanding, reader: Reader) -> list[str]:
    said = [reader.say(f"risk_model.speaks.{facts.stage}", n=facts.speaks or 0)]
    if facts.is_pinned:
        said.append(reader.say("risk_model.pinned"))
    if facts.has_drifted:
        said.append(reader.say("risk_model.drifted"))
    if facts.fitted_on is None:
        said.append(reader.say("risk_model.never"))
    elif facts.refused:
        day = reader.day(facts.fitted_on)
        said.append(reader.say("risk_model.refused", day=day, n=len(facts.refused)))
    if facts.watched is not None and facts.watched_since is not None:
        day = reader.day(facts.watched_since)
        said.append(reader.say("risk_model.watched", n=facts.watched, day=day))
    helps = dict.fromkeys(_HELPS[one.gate] for one in facts.refused if one.gate in _HELPS)
    said += [reader.say(f"risk_model.help.{one}") for one in helps]
    return said


def _row(one: Refusal, reader: Reader) -> Row:
    values = {
        "value": _figure(one.value, one.gate),
        "limit": _figure(one.limit, one.gate),
        "high": _figure(one.high, one.gate),
        "missing": _figure((one.limit or 0) - (one.value or 0), one.gate),
        "of": one.of,
    }
    return Row(
        label=reader.say(f"risk_model.row.{one.gate.value}"),
        value=reader.say(f"risk_model.gate.{one.gate.value}", **values),
    )


def _figure(value: float | None, gate: Gate) -> str:
    """Write a count whole, a figure of a model to two places, a small one to three."""
    if value is None:
        return "?"
    if gate in _COUNTS or value == 0:
        return str(round(value))
    small = abs(value) < 0.1  # noqa: PLR2004 - two places would read as nought
    places = Decimal("0.001") if small else Decimal("0.01")
    return str(Decimal(repr(value)).quantize(places, ROUND_HALF_UP)).replace("-", "−")
