"""Train as the product does on the early part of a table, and measure on the late part.

RETENTION 4.5, 4.8 and 4.9: split by time with the horizon as embargo, floors beside the model, an
alarm where a figure is too good, and each reason for refusal in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jobs.retention_model import train
from jobs.retention_table import Table
from rules.errors import Invalid
from rules.panel import NEVER, Flags, Floats, Panel
from rules.retention_features import Kind, design
from rules.retention_guard import TOO_GOOD_FEATURE, TOO_GOOD_MODEL, order_signal, too_good
from rules.retention_label import Labels, Split, labels, split_by_person, split_by_time
from rules.retention_metrics import (
    AucCounter,
    Decile,
    Quality,
    auc,
    by_person,
    quality,
    reliability,
)
from rules.retention_model import RiskModel
from rules.retention_refusal import Gate, Refusal
from rules.retention_standing import LEAVERS_FOR_MODEL

DEFAULT_SHARE = 0.65
#: A landmark is learned from rows so near to it, in periods.
_NEAR_LANDMARK = 2
_SLOPE, _INTERCEPT, _ECE = (0.8, 1.25), 0.2, 0.05
_ORDER_P = 0.01
_WORST = 0.25
_FLOORS = {"flag count": Gate.FLAGS, "tenure only": Gate.TENURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to split and what to predict; periods are as the table counts them."""

    horizon: int = 1
    train_before: int | None = None
    test_from: int | None = None
    test_to: int | None = None
    #: Whole periods since joining at whose end each rep is judged once; None judges every row.
    landmark: int | None = None
    share: float = DEFAULT_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A simple rule that the model must beat; `gain` is the model's AUC less its own."""

    name: str
    auc: float
    gain_low: float
    gain_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What was measured, on what, and whether the model would be admitted."""

    split: str
    horizon: int
    rows: int
    reps: int
    leavers: int
    train_rows: int
    train_reps: int
    train_leavers: int
    quality: Quality
    #: Of reps of whom no row was trained on; nan where there are none.
    auc_unseen: float
    brier_skill: float
    floors: tuple[Floor, ...]
    deciles: tuple[Decile, ...]
    features: int
    penalty: float
    #: Topics by the spread of their part of the logit on the tested rows.
    topics: tuple[tuple[str, float], ...]
    against: tuple[Refusal, ...]
    notes: tuple[str, ...]

    @property
    def refusals(self) -> tuple[str, ...]:
        """Say in words what speaks against the model."""
        return tuple(one.text for one in self.against)

    @property
    def is_admitted(self) -> bool:
        """Whether nothing speaks against the model."""
        return not self.against


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One tested row."""

    rep: str
    period: int
    leaves: bool
    risk: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tested:
    """Tested rows with their risks; several models where each origin has its own."""

    places: np.ndarray
    risk: Floats
    model: RiskModel
    models: tuple[tuple[np.ndarray, RiskModel], ...]
    train: Flags
    split: str


def evaluate(table: Table, wanted: Wanted) -> tuple[Evaluation, list[Prediction]]:
    """Measure; raise `Invalid` where the table has too little to train or test on."""
    panel, said = table.panel, labels(table.panel, horizon=wanted.horizon)
    tested = _tested(table, said, wanted)
    leaves, person = said.leaves[tested.places], panel.person[tested.places]
    if leaves.all() or not leaves.any():
        raise Invalid("left", "of the rows to test on nobody left, or all did: nothing to measure")
    measured = quality(leaves, tested.risk, person)
    floors, tenure_risk = _floors(panel, said, tested, leaves, person)
    unseen = ~np.isin(person, panel.person[tested.train])
    evaluation = Evaluation(
        split=tested.split,
        horizon=wanted.horizon,
        rows=len(panel),
        reps=len(table.reps),
        leavers=len(np.unique(panel.person[panel.leaves < NEVER])),
        train_rows=int(tested.train.sum()),
        train_reps=len(np.unique(panel.person[tested.train])),
        train_leavers=int(said.leaves[tested.train].sum()),
        quality=measured,
        auc_unseen=auc(leaves[unseen], tested.risk[unseen]),
        brier_skill=1 - measured.brier / float(np.mean((tenure_risk - leaves) ** 2)),
        floors=floors,
        deciles=reliability(leaves, tested.risk),
        features=len(tested.model.features),
        penalty=tested.model.penalty,
        topics=_topics(panel, tested),
        against=_refusals(table, said, tested, measured, floors),
        notes=table.notes,
    )
    return evaluation, _predictions(table, tested, leaves)


def _tested(table: Table, said: Labels, wanted: Wanted) -> _Tested:
    if wanted.landmark is not None:
        return _at_landmark(table, said, wanted, wanted.landmark)
    split, words = _split(table, said, wanted)
    if not split.train.any() or not split.test.any():
        raise Invalid("split", f"no row to {'test' if split.train.any() else 'train'} on: {words}")
    model = train(table.panel, said, split.train, topics=table.roles.topics)
    places = np.flatnonzero(split.test)
    risk = model.risk(table.panel)[places]
    return _Tested(
        places=places,
        risk=risk,
        model=model,
        models=((places, model),),
        train=split.train,
        split=words,
    )


def _split(table: Table, said: Labels, wanted: Wanted) -> tuple[Split, str]:
    panel = table.panel
    if wanted.train_before is None and wanted.test_from is None and not table.is_calendar:
        split = split_by_person(said, rank=panel.person, share=wanted.share)
        return split, f"by rep, the first {wanted.share:.0%} in the table's order for training"
    known = panel.period[said.is_known]
    if len(known) == 0:
        raise Invalid("horizon", "no row is old enough for it is known whether she left within it")
    cut = int(np.quantile(known, wanted.share, method="lower")) + 1
    before = wanted.train_before if wanted.train_before is not None else wanted.test_from or cut
    first = wanted.test_from if wanted.test_from is not None else before + said.horizon - 1
    last = NEVER if wanted.test_to is None else wanted.test_to
    split = split_by_time(panel, said, train_before=before, test_from=first, test_to=last)
    return split, f"by time, train before {before}, test from {first}, embargo {said.horizon}"


def _at_landmark(table: Table, said: Labels, wanted: Wanted, landmark: int) -> _Tested:
    """Judge late joiners once each, by a model that knew only labels closed by then."""
    panel = table.panel
    at = said.is_known & (panel.tenure == landmark + 1)
    if not at.any():
        raise Invalid("landmark", f"no row stands {landmark} whole periods after joining")
    joined = np.sort(table.joined[at], kind="stable")
    cut = joined[min(int(len(joined) * wanted.share), len(joined) - 1)]
    test = at & (table.joined >= cut)
    near = np.abs(panel.tenure - landmark - 1) <= _NEAR_LANDMARK
    pool = said.is_known & near & (table.joined < cut)
    places, risks, models = [], [], []
    used = np.zeros(len(panel), dtype=bool)
    for origin in np.unique(panel.period[test]):
        closed = pool & (panel.period + said.horizon <= origin)
        if not said.leaves[closed].any():
            raise Invalid("landmark", f"no label had closed before period {int(origin)}")
        used |= closed
        model = train(panel, said, closed, topics=table.roles.topics)
        here = np.flatnonzero(test & (panel.period == origin))
        places.append(here)
        risks.append(model.risk(panel)[here])
        models.append((here, model))
    words = (
        f"by joining, the first {wanted.share:.0%} for training, judged at the end of period"
        f" {landmark}, refitted at each of {len(models)} origins on labels closed by then"
    )
    return _Tested(
        places=np.concatenate(places),
        risk=np.concatenate(risks),
        model=models[-1][1],
        models=tuple(models),
        train=used,
        split=words,
    )


def _floors(
    panel: Panel, said: Labels, tested: _Tested, leaves: Flags, person: np.ndarray
) -> tuple[tuple[Floor, ...], Floats]:
    tenure = train(_bare(panel), said, tested.train).risk(_bare(panel))[tested.places]
    flags = _flag_count(panel, said, tested)
    found = []
    for name, score in (("flag count", flags), ("tenure only", tenure)):
        model, floor = AucCounter(leaves, tested.risk), AucCounter(leaves, score)
        gain = by_person(
            lambda weight, m=model, f=floor: m.weighted(weight) - f.weighted(weight),  # type: ignore[misc] # defaults bind the loop's own
            person,
            draws=100,
            seed=1,
        )
        found.append(
            Floor(name=name, auc=auc(leaves, score), gain_low=gain.low, gain_high=gain.high)
        )
    return tuple(found), tenure


def _bare(panel: Panel) -> Panel:
    return Panel(
        person=panel.person,
        period=panel.period,
        tenure=panel.tenure,
        leaves=panel.leaves,
        seen_until=panel.seen_until,
        numbers={},
        words={},
    )


def _flag_count(panel: Panel, said: Labels, tested: _Tested) -> Floats:
    """Count the columns in which a row is among the worst quarter, as training saw it.

    Which end of a column is the worse one is learned in training too. The streak of periods
    without a result is a column besides.
    """
    flags = np.zeros(len(tested.places))
    for one in tested.model.features:
        if one.kind not in {Kind.VALUE, Kind.STREAK}:
            continue
        column = design(panel, [one])[:, 0].astype(np.float64)
        seen = column[tested.train]
        rises = auc(said.leaves[tested.train], seen) > 0.5  # noqa: PLR2004 - a coin's AUC
        edge = np.quantile(seen, 1 - _WORST if rises else _WORST)
        here = column[tested.places]
        flags += here > edge if rises else here < edge
    return flags


def _topics(panel: Panel, tested: _Tested) -> tuple[tuple[str, float], ...]:
    parts = tested.model.parts(panel.only(tested.places[-50_000:]))
    spread = parts.parts.std(axis=0) if len(parts.topics) else np.zeros(0)
    return tuple(sorted(zip(parts.topics, map(float, spread), strict=True), key=lambda x: -x[1]))


def _refusals(
    table: Table, said: Labels, tested: _Tested, measured: Quality, floors: Sequence[Floor]
) -> tuple[Refusal, ...]:
    panel = table.panel
    found = _too_good(panel, said, tested, measured)
    # Persons: within a horizon of four weeks one leaver has four rows.
    leavers = len(np.unique(panel.person[said.is_known & said.leaves]))
    if leavers < LEAVERS_FOR_MODEL:
        text = f"{leavers} leavers are known, {LEAVERS_FOR_MODEL} are needed"
        found.append(
            Refusal(gate=Gate.FEW_LEAVERS, text=text, value=leavers, limit=LEAVERS_FOR_MODEL)
        )
    found += [
        Refusal(
            gate=_FLOORS[one.name],
            text=f"it does not beat {one.name} for certain: AUC gain {one.gain_low:+.3f} to"
            f" {one.gain_high:+.3f}",
            value=one.gain_low,
            high=one.gain_high,
            limit=0.0,
        )
        for one in floors
        if not one.gain_low > 0
    ]
    found += _miscalibrated(measured)
    found += _ordered(panel)
    return tuple(found)


def _too_good(panel: Panel, said: Labels, tested: _Tested, measured: Quality) -> list[Refusal]:
    found = []
    if measured.auc.value > TOO_GOOD_MODEL:
        found.append(
            Refusal(
                gate=Gate.MODEL_TOO_GOOD,
                text=f"model AUC {measured.auc.value:.3f} is over {TOO_GOOD_MODEL}: too good, look"
                " for a column that is written after the leaving",
                value=measured.auc.value,
                limit=TOO_GOOD_MODEL,
            )
        )
    rows = design(panel.only(tested.places), tested.model.features)
    alone = too_good(
        [one.name for one in tested.model.features], list(rows.T), said.leaves[tested.places]
    )
    return found + [
        Refusal(
            gate=Gate.FEATURE_TOO_GOOD,
            text=f"{name} alone has AUC {value:.3f}, over {TOO_GOOD_FEATURE}: it may tell of the"
            " leaving itself",
            value=value,
            limit=TOO_GOOD_FEATURE,
            of=name,
        )
        for name, value in alone
    ]


def _miscalibrated(measured: Quality) -> list[Refusal]:
    found = []
    slope, intercept, error = measured.slope, measured.intercept, measured.calibration_error
    if not _SLOPE[0] <= slope <= _SLOPE[1]:
        text = f"calibration slope {slope:.2f} is outside {_SLOPE[0]}-{_SLOPE[1]}"
        found.append(
            Refusal(gate=Gate.SLOPE, text=text, value=slope, limit=_SLOPE[0], high=_SLOPE[1])
        )
    if not abs(intercept) <= _INTERCEPT:
        text = f"calibration intercept {intercept:+.2f} is beyond {_INTERCEPT}"
        found.append(Refusal(gate=Gate.INTERCEPT, text=text, value=intercept, limit=_INTERCEPT))
    # Ten groups of few rows miss by chance alone: about half a standard error each.
    chance = float(np.sqrt(10 * measured.base_rate * (1 - measured.base_rate) / measured.rows))
    if error > max(_ECE, 2 * chance):
        text = f"calibration error {error:.3f} is over {_ECE}"
        found.append(Refusal(gate=Gate.ERROR, text=text, value=error, limit=max(_ECE, 2 * chance)))
    return found


def _ordered(panel: Panel) -> list[Refusal]:
    """Refuse where the order of the table alone tells who left (guard 5)."""
    persons = np.unique(panel.person)
    left = np.isin(persons, panel.person[panel.leaves < NEVER])
    if left.all():
        return []
    value, p = order_signal(persons, left)
    strength = max(value, 1 - value)
    # Tables are often by joining, and who joined late has had less time to leave: so much is fair.
    if p > _ORDER_P or strength <= TOO_GOOD_FEATURE:
        return []
    why = "it was sorted by the outcome, or those who stay come from elsewhere"
    text = f"the order of reps in the table tells who left, AUC {strength:.3f}: {why}"
    return [Refusal(gate=Gate.ORDER, text=text, value=strength, limit=TOO_GOOD_FEATURE)]


def _predictions(table: Table, tested: _Tested, leaves: Flags) -> list[Prediction]:
    named: dict[int, tuple[str, ...]] = {}
    for places, model in tested.models:
        parts = model.parts(table.panel.only(places))
        named |= {int(place): parts.reasons(n) for n, place in enumerate(places)}
    return [
        Prediction(
            rep=table.reps[table.panel.person[place]],
            period=int(table.panel.period[place]),
            leaves=bool(left),
            risk=float(risk),
            reasons=named[int(place)],
        )
        for place, risk, left in zip(tested.places, tested.risk, leaves, strict=True)
    ]
