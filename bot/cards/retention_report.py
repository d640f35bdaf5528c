"""留存报告: who stayed of each hire month, in a card, as a picture, and as a sheet's rows."""

from __future__ import annotations

from decimal import Decimal

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.charts import CurveWords, planned
from bot.cards.file import File
from bot.cards.reader import Reader
from rules.retention_view import (
    AS_FILE,
    FEWEST,
    CohortLine,
    EffectTold,
    RetentionSheet,
    RetentionView,
    Share,
)

#: A chat shows six rows; older months are in the sheet.
MOST_MONTHS = 6
PNG = "image/png"
_MILLE = Decimal(1000)


def card(facts: RetentionView, reader: Reader) -> Card:
    """Tell the newest finished month first of all, then who is still on hers, then each month."""
    more = max(0, len(facts.finished) - MOST_MONTHS + 1)
    scope = "team" if facts.is_team else "all"
    return Card(
        title=reader.say(f"retention.title_{scope}", n=facts.hired),
        figure=_figure(facts, reader),
        text="\n".join(_text(facts, reader, more)),
        rows=tuple(_rows(facts, reader))[:MOST_MONTHS],
        footnote=reader.say("retention.footnote"),
        file=picture(facts, reader),
        actions=(
            Action(label=reader.say("retention.sheet"), route="retention_report", argument=AS_FILE),
        ),
    )


def sheet(facts: RetentionSheet, reader: Reader) -> Card:
    """Say what is in the file and as of when."""
    return Card(
        title=reader.say("retention.sheet_title"),
        text=reader.say(
            "retention.sheet_text",
            day=reader.day(facts.on),
            n=len(facts.view.cohorts),
            weeks=len(facts.view.curve),
        ),
        tone=Tone.GOOD,
    )


def picture(facts: RetentionView, reader: Reader) -> File | None:
    """Give the curve, drawn when it is sent; None where nobody has ended or nothing can draw."""
    words = CurveWords(
        language=reader.language,
        title={one: Reader(language=one).say("retention.picture_title") for one in ("zh", "en")},
        week={one: Reader(language=one).say("retention.picture_week") for one in ("zh", "en")},
        stays={one: Reader(language=one).say("retention.picture_stays") for one in ("zh", "en")},
        at_risk={one: Reader(language=one).say("retention.picture_risk") for one in ("zh", "en")},
        few={
            one: Reader(language=one).say("retention.picture_few", n=FEWEST) for one in ("zh", "en")
        },
    )
    plan = planned(facts, words)
    return File(name="retention.png", media_type=PNG, encoded="", drawing=plan) if plan else None


def effect(facts: EffectTold, reader: Reader) -> str:
    """Say what its rung carries: no causal word unless chance decided who was told when."""
    values = {
        "n": facts.helped,
        "stayed": facts.helped_stayed,
        "share": _share(facts.helped_share, reader)
        if facts.helped >= FEWEST
        else reader.say("retention.too_few", n=facts.helped),
        "others": facts.others,
        "others_stayed": facts.others_stayed,
    }
    said = [reader.say(f"retention.effect.{facts.rung}", **values)]
    if facts.gap is not None:
        low, high = facts.gap.low, facts.gap.high
        said.append(
            reader.say(
                "retention.effect.gap",
                gap=_points(facts.gap.value),
                low="?" if low is None else _points(low),
                high="?" if high is None else _points(high),
            )
        )
    if facts.needed_more is not None:
        said.append(reader.say("retention.effect.not_yet", n=facts.needed_more))
    if facts.was_stopped:
        said.append(reader.say("retention.effect.stopped"))
    if facts.rung != "randomised":
        said.append(reader.say("retention.effect.no_proof"))
    return " ".join(said)


def columns(reader: Reader) -> tuple[str, ...]:
    """Give the heads of the sheet of months."""
    heads = "month hired confirmed resigned dismissed running share low high".split()
    return tuple(reader.say(f"retention.column.{one}") for one in heads)


def month_rows(facts: RetentionView, reader: Reader) -> list[tuple[str | Decimal, ...]]:
    """Give a row per hire month; an unfinished one has no share, one of too few says so."""
    return [
        (
            one.month,
            *(Decimal(n) for n in (one.hired, one.confirmed, one.resigned, one.dismissed)),
            Decimal(one.running),
            *_cells(one.retention, reader.say("retention.too_few", n=one.hired)
                    if one.is_too_few else ""),
        )
        for one in facts.cohorts
    ]  # fmt: skip


def curve_columns(reader: Reader) -> tuple[str, ...]:
    """Give the heads of the sheet of the curve."""
    heads = "week at_risk share low high".split()
    return tuple(reader.say(f"retention.column.{one}") for one in heads)


def curve_rows(facts: RetentionView, reader: Reader) -> list[tuple[str | Decimal, ...]]:
    """Give a row per week in which somebody ended."""
    return [
        (
            Decimal(one.week),
            Decimal(one.at_risk),
            *_cells(one.share, reader.say("retention.too_few", n=one.at_risk)),
        )
        for one in facts.curve
    ]


def _figure(facts: RetentionView, reader: Reader) -> Row | None:
    newest = next((one for one in facts.finished if one.retention is not None), None)
    if newest is None or newest.retention is None:
        return None
    label = reader.say("retention.newest", month=reader.period(newest.month))
    return Row(label=label, value=_share(newest.retention, reader))


def _text(facts: RetentionView, reader: Reader, more: int) -> list[str]:
    said = []
    if not facts.finished:
        said.append(reader.say("retention.none_finished"))
    elif all(one.is_too_few for one in facts.finished):
        said.append(reader.say("retention.all_too_few", n=FEWEST))
    if facts.told:
        last, share = facts.told[-1]
        said.append(
            reader.say(
                "retention.curve", week=last.week, share=_share(share, reader),
                resigned=_percent(facts.resigned, reader),
                dismissed=_percent(facts.dismissed, reader),
            )
        )  # fmt: skip
    if len(facts.told) < len(facts.curve):
        said.append(reader.say("retention.curve_ends", n=FEWEST))
    risk = reader.listed([f"{week}:{n}" for week, n in facts.at_risk if n])
    said.append(reader.say("retention.at_risk", weeks=risk))
    if facts.effect is not None:
        said.append(effect(facts.effect, reader))
    if more > 0:
        said.append(reader.say("retention.more", n=more))
    return said


def _rows(facts: RetentionView, reader: Reader) -> list[Row]:
    """Put the months that still run in one row: they have nothing to tell yet."""
    runs = [one for one in facts.cohorts if one.running]
    found = [
        Row(label=reader.period(one.month), value=_line(one, reader)) for one in facts.finished
    ]
    if runs:
        whole = CohortLine(
            month="", retention=None,
            **{
                name: sum(getattr(one, name) for one in runs)
                for name in ("hired", "confirmed", "resigned", "dismissed", "running")
            },
        )  # fmt: skip
        label = reader.say("retention.runs", n=len(runs))
        return [Row(label=label, value=_line(whole, reader)), *found]
    return found


def _line(one: CohortLine, reader: Reader) -> str:
    counts = reader.say(
        "retention.counts", hired=one.hired, confirmed=one.confirmed, resigned=one.resigned,
        dismissed=one.dismissed,
    )  # fmt: skip
    if one.retention is not None:
        return f"{counts} · {_share(one.retention, reader)}"
    if one.is_too_few:
        return f"{counts} · {reader.say('retention.too_few', n=one.hired)}"
    return f"{counts} · {reader.say('retention.running', n=one.running)}"


def _share(one: Share, reader: Reader) -> str:
    value = _percent(one.value, reader)
    if one.low is None or one.high is None:
        return value
    low, high = _percent(one.low, reader), _percent(one.high, reader)
    return reader.say("retention.share", share=value, low=low, high=high)


def _percent(mille: int, reader: Reader) -> str:
    return reader.percent(Decimal(mille) / _MILLE)


def _points(mille: int) -> str:
    points = Decimal(mille) / 10
    return f"{points:+}".replace("-", "−")


def _cells(one: Share | None, why: str) -> tuple[str | Decimal, ...]:
    """Give three cells; where there is no share the first says why."""
    if one is None:
        return why, "", ""
    return tuple("" if n is None else Decimal(n) / 10 for n in (one.value, one.low, one.high))
