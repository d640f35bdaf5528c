"""风险模型: HR reads what speaks about risk, and which number keeps a model from speaking."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from handlers.interaction import Interaction
from rules.errors import NotAllowed
from rules.people import Role
from rules.periods import local_day
from rules.retention_refusal import Gate, Refusal, refusal_of
from rules.retention_standing import (
    COHORTS_FOR_MODEL,
    LEAVERS_FOR_MODEL,
    LEAVERS_FOR_PRIOR,
    ModelStanding,
    closed_cohorts,
    next_training,
)
from rules.risk_band import stage_of
from storage.retention import Career, Fitted
from storage.unit_of_work import UnitOfWork

#: How a choice came about that no training undoes.
_BY_A_PERSON = frozenset({"pinned", "rolled_back"})


async def risk_model(interaction: Interaction, uow: UnitOfWork) -> ModelStanding:
    """Give the standing; no figure of any person is in it. Raises `NotAllowed` but for HR."""
    if Role.HR not in interaction.person.roles:
        raise NotAllowed("risk_model.not_yours")
    number, how = await uow.retention.choice()
    newest = next(iter(await uow.retention.models()), None)
    trial = await uow.risk_trials.watched()
    careers = await uow.retention.careers()
    today = interaction.today
    cohorts = closed_cohorts([(one.hired_on, one.probation_ends_on) for one in careers], today)
    leavers = _left(careers) if newest is None else newest.leavers
    stage = stage_of(number, how)
    refused = _refused(newest, stage=stage, speaks=number, leavers=leavers, cohorts=cohorts)
    return ModelStanding(
        stage=stage,
        speaks=number,
        is_pinned=how in _BY_A_PERSON,
        has_drifted=number is None and how == "rules" and newest is not None
        and await uow.retention.earlier_choice() is not None,
        leavers=leavers,
        cohorts=cohorts,
        fitted_on=None if newest is None else local_day(newest.fitted_at, interaction.person.zone),
        refused=refused,
        watched=None if trial is None else trial.model_id,
        watched_since=None if trial is None else trial.began_on,
        next_on=next_training(today),
    )  # fmt: skip


def _refused(
    newest: Fitted | None, *, stage: str, speaks: int | None, leavers: int, cohorts: int
) -> tuple[Refusal, ...]:
    """Give what is against the newest model: counts first, then what its evaluation found."""
    if stage == "model" and (newest is None or newest.id == speaks):
        return ()
    needed = LEAVERS_FOR_PRIOR if leavers < LEAVERS_FOR_PRIOR else LEAVERS_FOR_MODEL
    counts = (
        (Gate.FEW_LEAVERS, leavers, needed),
        (Gate.FEW_COHORTS, cohorts, COHORTS_FOR_MODEL),
    )
    found = [
        Refusal(gate=gate, text=f"{many} of {limit}", value=many, limit=limit)
        for gate, many, limit in counts
        if many < limit
    ]
    if newest is None:
        return tuple(found)
    kept = json.loads(newest.evaluation)
    for one in (*kept.get("against", []), *kept.get("gates", [])):
        refusal = refusal_of(one)
        if refusal.gate is not Gate.FEW_LEAVERS:
            found.append(refusal)
    return tuple(found)


def _left(careers: Sequence[Career]) -> int:
    """Count who left of her own accord before the end of her probation."""
    return sum(
        one.left_on is not None
        and one.outcome is None
        and one.left_on <= (one.probation_ends_on or date.max)
        for one in careers
    )
