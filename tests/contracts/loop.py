"""Facts of what a site learns from who stayed: no person is named in them."""

from __future__ import annotations

from datetime import date

from rules.retention_refusal import Gate, Refusal
from rules.retention_standing import ModelStanding
from rules.retention_view import CohortLine, CurvePoint, RetentionSheet, RetentionView, Share
from rules.threshold_record import AskThreshold, ThresholdDecided, ThresholdShown
from tests.contracts.alerts import threshold_news

_DAY = date(2026, 12, 1)
_SHARE = Share(value=600, low=313, high=832)

_VIEW = RetentionView(
    is_team=False,
    cohorts=(
        CohortLine(month="2026-01", hired=10, confirmed=6, resigned=3, dismissed=1,
                   running=0, retention=_SHARE),
    ),
    curve=(CurvePoint(week=8, share=_SHARE, at_risk=10),),
    at_risk=((0, 10), (4, 10), (8, 10)),
    resigned=300, dismissed=100, hired=10, running=0,
)  # fmt: skip


def model_standing() -> ModelStanding:
    """Give a model that was refused, which tells the most there is to tell."""
    return ModelStanding(
        stage="rules", speaks=None, is_pinned=False, has_drifted=False, leavers=37, cohorts=1,
        fitted_on=_DAY, watched=None, watched_since=None, next_on=_DAY,
        refused=(
            Refusal(gate=Gate.FEW_LEAVERS, text="", value=37, limit=60),
            Refusal(gate=Gate.FEW_COHORTS, text="", value=1, limit=2),
            Refusal(gate=Gate.FLAGS, text="", value=-0.012, high=0.034, limit=0.0),
            Refusal(gate=Gate.SLOPE, text="", value=0.62, limit=0.8, high=1.25),
        ),
    )  # fmt: skip


def of_loop() -> tuple[object, ...]:
    """Give facts of each kind of answer."""
    return (
        _VIEW,
        RetentionSheet(view=_VIEW, on=_DAY),
        model_standing(),
        AskThreshold(word="approve", news=threshold_news(), starts_on=_DAY),
        ThresholdShown(news=threshold_news()),
        ThresholdDecided(state="approved", news=threshold_news(), by="", starts_on=_DAY),
    )  # fmt: skip
