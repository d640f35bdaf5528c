"""The fairness audit (RETENTION 4.11): a model's flags, errors and calibration by group.

Groups are read here and at the gate, never where features are made. Rows are those that the model
was not fitted on: later weeks where there are any, else the late part by a model of the early one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

import numpy as np

from jobs.retention_cells import period_of
from jobs.retention_document import plain
from jobs.retention_evaluate import DEFAULT_SHARE
from jobs.retention_fit import Groups
from jobs.retention_model import train
from jobs.retention_panel import HORIZON, TOPICS
from jobs.retention_seen import seen
from rules.errors import Invalid, NotFound
from rules.panel import Flags, Panel
from rules.retention_fairness import FEWEST, SCREEN, Fairness, audit, proxy_strength
from rules.retention_label import Labels, labels, split_by_time
from rules.retention_model import Band, RiskModel, read
from storage.store import Store

LATER, REFITTED = "weeks after its training", "the late 35 %, by a model of the early 65 %"


async def fairness(
    store: Store, *, at: datetime, actor: str, number: int | None = None
) -> dict[str, object]:
    """Audit a model, or the one that speaks; the look is audited. `NotFound` without a model."""
    async with store.read() as uow:
        speaking, _ = await uow.retention.choice()
        wanted = number or speaking
        body = None if wanted is None else await uow.retention.body(wanted)
        if wanted is None or body is None:
            raise NotFound("error.invalid", field="model", reason="there is no such model yet")
        kept = next(one for one in await uow.retention.models() if one.id == wanted)
        known = await seen(uow, at=at)
        groups = await uow.audit_groups.all()
        alerted = {one.person_id for one in await uow.first_alerts.flagged()}
    # The one write: reading thousands of weeks holds up nobody who presses a button on SQLite.
    async with store.begin() as uow:
        await uow.audit.add(
            at=at, actor=actor, action="retention.fairness", subject=f"model:{wanted}"
        )
    if not known.weeks or not groups:
        return {"model": wanted, "attributes": {}, "fewest": FEWEST, "screen": SCREEN}
    seen_until = period_of(kept.seen_until, "week")
    found = await asyncio.to_thread(
        lambda: _audited(known.panel(), read(body), groups, alerted, seen_until=seen_until)
    )
    return {"model": wanted, **found, "fewest": FEWEST, "screen": SCREEN}


def _audited(
    panel: Panel, model: RiskModel, groups: Groups, alerted: Collection[int], *, seen_until: int
) -> dict[str, object]:
    said = labels(panel, horizon=HORIZON)
    rows, basis = said.is_known & (panel.period > seen_until), LATER
    if said.leaves[rows].sum() < FEWEST:
        model, rows = _refitted(panel, said)
        basis = REFITTED
    person, risk = panel.person[rows], model.risk(panel)[rows]
    flagged = risk >= next(one.above for one in model.bands if one.band is Band.RAISED)
    design = model.rows(panel).astype(np.float64)
    ends = np.flatnonzero(np.diff(panel.person, append=-1))
    everybody = panel.person[ends]
    attributes = {}
    for attribute, hers in groups.items():
        of_model = audit(hers, person=person, flagged=flagged, left=said.leaves[rows], risk=risk)
        of_alerts = audit(
            hers, person=everybody, flagged=np.isin(everybody, list(alerted)),
            left=np.zeros(len(everybody), dtype=bool), risk=np.zeros(len(everybody)),
        )  # fmt: skip
        attributes[attribute] = {
            **_said(of_model),
            "proxy": {
                name: proxy_strength(design[ends], _members(everybody, hers, name))
                for name in [one.name for one in of_model.groups]
            },
            "alerts": {one.name: asdict(one.flagged) for one in of_alerts.groups},
            "alerts_ratio": of_alerts.ratio,
        }
    body = plain({"basis": basis, "rows": int(rows.sum()), "attributes": attributes})
    assert isinstance(body, dict)  # noqa: S101 - it was one
    return body


def _refitted(panel: Panel, said: Labels) -> tuple[RiskModel, Flags]:
    known = panel.period[said.is_known]
    if len(known) == 0:
        raise Invalid("horizon", "no row is old enough for it is known whether she left within it")
    cut = int(np.quantile(known, DEFAULT_SHARE, method="lower")) + 1
    split = split_by_time(panel, said, train_before=cut, test_from=cut + said.horizon - 1)
    return train(panel, said, split.train, topics=TOPICS), split.test


def _said(found: Fairness) -> dict[str, object]:
    return {
        "groups": [asdict(one) for one in found.groups],
        "too_small": list(found.too_small),
        "ratio": found.ratio,
        "chance": found.chance,
        "needs_a_look": found.needs_a_look,
    }


def _members(person: np.ndarray, groups: Mapping[int, str], name: str) -> Flags:
    return np.array([groups.get(int(one)) == name for one in person])
