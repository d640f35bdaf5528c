"""Facts of alerts and interventions, with one name for every person and every word of hers."""

from __future__ import annotations

import json
from dataclasses import asdict

from rules.alert import AlertFacts, AlertList, AlertNudge, WatchDigest
from rules.held_data import ObjectionTold
from rules.intervention import InterventionCheck
from rules.notices import NoticeKind
from rules.risk import Signal, SignalKind
from rules.risk_band import BandTold
from rules.threshold_record import ThresholdNews

SIGNALS = (
    Signal(kind=SignalKind.TRAINING, is_on=True, part=7, whole=10, percent="70.00"),
    Signal(kind=SignalKind.MENTOR, is_on=True, mean="6.50", ratings=4),
    Signal(
        kind=SignalKind.STALLED,
        is_on=True,
        counts=(1, 1, 0),
        weeks=("2026-11-02", "2026-11-09", "2026-11-16"),
    ),
)
_Told = (
    ThresholdNews
    | AlertFacts
    | AlertList
    | AlertNudge
    | WatchDigest
    | InterventionCheck
    | ObjectionTold
)


def threshold_news() -> ThresholdNews:
    """Give a proposal; it names nobody."""
    return ThresholdNews(
        proposal_id=1, rule="training_due", present="80", proposed="65", low="60", high="70",
        known=240, tried_on=84, flagged_now=40, flagged_then=22, found_now=18, found_then=16,
        missed_now=6, missed_then=8, found_worth="3000", needless_cost="500",
    )  # fmt: skip


def alert_facts(name: str) -> dict[NoticeKind, str]:
    """Give the facts of each kind, as HR reads them: there is nothing that tells more."""
    one = AlertFacts(
        alert_id=1,
        name=name,
        week=9,
        signals=SIGNALS,
        owner=name,
        level="red",
        band=BandTold(
            stage="model", band="raised", of=10, some=3, low=2, high=4, reasons=("results",)
        ),
        read_by=(name,),
    )
    facts: dict[NoticeKind, _Told] = {
        NoticeKind.ALERT: one,
        NoticeKind.ALERT_LIST: AlertList(alerts=(one, one), more=2),
        NoticeKind.ALERT_NUDGE: AlertNudge(what="asked_hr", alert=one, by=name),
        NoticeKind.WATCH_DIGEST: WatchDigest(lines=((name, SIGNALS[:1]),)),
        NoticeKind.INTERVENTION_CHECK: InterventionCheck(
            intervention_id=1, name=name, kind="talk", note=name, made_on="2026-11-10"
        ),
        NoticeKind.THRESHOLD: threshold_news(),
        NoticeKind.OBJECTION: ObjectionTold(name=name, number="A1", wish="object"),
    }
    return {kind: json.dumps(asdict(fact), ensure_ascii=False) for kind, fact in facts.items()}
