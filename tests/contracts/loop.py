"""Facts of what a site learns from who stayed: no person is named in them."""

from __future__ import annotations

from datetime import date

from rules.retention_view import CohortLine, CurvePoint, RetentionView, Share
from rules.threshold_record import AskThreshold, ThresholdDecided, ThresholdShown
from tests.contracts.alerts import threshold_news

_DAY = date(2026, 12, 1)
_SHARE = Share(value=600, low=313, high=832)


def of_loop() -> tuple[object, ...]:
    """Give facts of each kind of answer."""
    return (
        RetentionView(
            is_team=False,
            cohorts=(
                CohortLine(month="2026-01", hired=10, confirmed=6, resigned=3, dismissed=1,
                           running=0, retention=_SHARE),
            ),
            curve=(CurvePoint(week=8, share=_SHARE, at_risk=10),),
            at_risk=((0, 10), (4, 10), (8, 10)),
            resigned=300, dismissed=100, hired=10, running=0,
        ),
        AskThreshold(word="approve", news=threshold_news(), starts_on=_DAY),
        ThresholdShown(news=threshold_news()),
        ThresholdDecided(state="approved", news=threshold_news(), by="", starts_on=_DAY),
    )  # fmt: skip
