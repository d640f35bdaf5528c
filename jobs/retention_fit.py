"""What a training on the site's own panel comes to: its stage, its model, what is against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from jobs.retention_challenge import KINDS, Ring, challenge, kinds
from jobs.retention_evaluate import Evaluation, Wanted, evaluate
from jobs.retention_model import train
from jobs.retention_panel import HORIZON, NAMES, TOPICS
from jobs.retention_prior import fit_prior, weaker
from jobs.retention_table import Table
from rules.errors import Invalid
from rules.panel import Panel
from rules.retention_gate import Verdict
from rules.retention_label import Labels, labels
from rules.retention_model import RiskModel, Stage, stage
from rules.retention_refusal import Gate, Refusal
from rules.retention_roles import Roles

Groups = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Champion:
    """The model that speaks."""

    model: RiskModel
    seen_until: int
    #: Expert weights give way to any admitted model; a model only to a better one.
    is_prior: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A model, and what would be against its speaking."""

    evaluation: Evaluation
    model: RiskModel
    stage: Stage
    #: Persons, not rows.
    leavers: int
    refused: tuple[Refusal, ...]
    #: By kind of challenger: the gain of log loss with its bounds, and what time will not mend.
    beside: dict[str, object]

    @property
    def against(self) -> tuple[str, ...]:
        """Say in words what speaks against its speaking, besides its evaluation."""
        return tuple(one.text for one in self.refused)

    @property
    def may_speak(self) -> bool:
        """Whether nothing but time is against it."""
        return self.stage is not Stage.RULES and not self.refused


def fitted_of(
    panel: Panel, cohorts: int, champion: Champion | None, budget: int, groups: Groups
) -> Fitted:
    """Fit and judge; takes seconds, so call it on a thread."""
    ids, code = np.unique(panel.person, return_inverse=True)
    panel = replace(panel, person=code.astype(np.int64))
    found, _ = evaluate(_table(panel, ids), Wanted(horizon=HORIZON))
    said = labels(panel, horizon=HORIZON)
    leavers = len(np.unique(panel.person[said.is_known & said.leaves]))
    active = stage(leavers=leavers, closed_cohorts=cohorts, is_admitted=found.is_admitted)
    if active is not Stage.MODEL:
        return _prior(panel, said, champion, active=active, found=found, leavers=leavers)
    against: tuple[Refusal, ...] = ()
    kind, verdicts = "logistic", dict[str, Verdict]()
    if champion is not None and not champion.is_prior:
        ring = Ring(
            panel=panel, said=said, seen_until=champion.seen_until, budget=budget, topics=TOPICS,
            groups=coded(groups, ids),
        )  # fmt: skip
        verdicts = {one: challenge(ring, champion.model, kind=one) for one in kinds(panel)}
        kind = _best(verdicts)
        against = verdicts[kind].blocking
    model = _fit(kind, panel, said)
    if model is None:
        kind, against = "logistic", verdicts["logistic"].blocking
        model = train(panel, said, said.is_known, topics=TOPICS)
    return Fitted(
        evaluation=found, model=model, stage=active, leavers=leavers, refused=against,
        beside={one: _said_of(verdict) for one, verdict in verdicts.items()},
    )  # fmt: skip


def coded(groups: Groups, ids: np.ndarray) -> dict[str, dict[int, str]]:
    """Give the audit's groups by a person's place among sorted ids, as a fitted panel counts."""
    place = {int(one): n for n, one in enumerate(ids)}
    return {
        attribute: {place[one]: value for one, value in hers.items() if one in place}
        for attribute, hers in groups.items()
    }


def _prior(
    panel: Panel,
    said: Labels,
    champion: Champion | None,
    *,
    active: Stage,
    found: Evaluation,
    leavers: int,
) -> Fitted:
    against: tuple[Refusal, ...] = ()
    if champion is not None and not champion.is_prior:
        against = (Refusal(gate=Gate.MODEL_SPEAKS, text="a fitted model speaks already"),)
    elif active is Stage.PRIOR and (weak := weaker(panel, said)) is not None:
        against = (weak,)
    model = fit_prior(panel, said, said.is_known)
    return Fitted(
        evaluation=found, model=model, stage=active, leavers=leavers, refused=against, beside={}
    )


def _best(verdicts: Mapping[str, Verdict]) -> str:
    """Name the challenger with nothing but time against it and the greatest gain."""
    ready = [kind for kind, one in verdicts.items() if not one.blocking]
    return max(ready, key=lambda kind: verdicts[kind].gain) if ready else "logistic"


def _fit(kind: str, panel: Panel, said: Labels) -> RiskModel | None:
    """Fit on all that is known; None where trees could not be explained after all."""
    try:
        return KINDS[kind](panel, said, said.is_known, topics=TOPICS)
    except Invalid:
        if kind == "logistic":
            raise
        return None


def _said_of(verdict: Verdict) -> dict[str, object]:
    return {
        "gain": verdict.gain, "gain_low": verdict.gain_low, "gain_high": verdict.gain_high,
        "against": [one.text for one in verdict.blocking],
    }  # fmt: skip


def _table(panel: Panel, ids: np.ndarray) -> Table:
    return Table(
        panel=panel,
        roles=Roles(features=NAMES, topics=TOPICS),
        reps=tuple(str(one) for one in ids),
        is_calendar=True,
        joined=panel.period,
        notes=(),
    )
