"""A challenger is fitted anew at each origin, on labels closed by then and on no others."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.retention_challenge import Ring, refitted
from jobs.retention_panel import TOPICS
from rules.errors import Invalid
from rules.panel import Flags
from rules.retention_label import labels
from rules.retention_model import RiskModel
from tests.retention_site import panel_in_memory
from tests.simulated_company import a_company

_PANEL = panel_in_memory(a_company(200, seed=2))
_SAID = labels(_PANEL, horizon=4)
_SEEN_UNTIL = 60


@pytest.mark.parametrize("until", [80, 2**62])
def test_guard_6_each_origin_is_replayed_by_labels_closed_before_it(until: int) -> None:
    asked: list[Flags] = []

    def note(*given: object, **_: object) -> RiskModel:
        chosen = given[2]
        assert isinstance(chosen, np.ndarray)
        asked.append(chosen)
        raise Invalid("left", "this fit is only asked for")

    ring = Ring(panel=_PANEL, said=_SAID, seen_until=_SEEN_UNTIL, budget=10, topics=TOPICS)

    refitted(ring, note, until=until)

    later = _SAID.is_known & (_PANEL.period > _SEEN_UNTIL) & (_PANEL.period < until)
    origins = np.unique(_PANEL.period[later])[::4][-6:]
    assert len(asked) == len(origins) > 1
    for chosen, origin in zip(asked, origins, strict=True):
        assert _PANEL.period[chosen].max() + 4 <= origin
        assert _SAID.is_known[chosen].all()
