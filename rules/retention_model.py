"""A fitted risk model as plain values: written as JSON, read back by hash, scored by arithmetic.

RETENTION 4.5 and 4.6: versioned with its feature schema; nothing is ever unpickled; a person reads
a band with its interval, not decimals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256

import numpy as np

from rules.errors import Invalid
from rules.logistic import logistic
from rules.panel import Floats, Integers, Panel
from rules.retention_features import Feature, Kind, design
from rules.retention_metrics import (
    Interval,
    evidence,
    spread_of_months,
    wilson,
    worth_of_a_month,
)
from rules.retention_reasons import Parts, Reference, parts_of
from rules.retention_standing import COHORTS_FOR_MODEL, LEAVERS_FOR_MODEL, LEAVERS_FOR_PRIOR
from rules.trees import Trees, read_trees

#: Of the share that leaves in training.
_RAISED, _HIGH = 1.5, 3.0
_FORMAT = 1


class Stage(StrEnum):
    """What speaks about risk at a site; HR sees which."""

    RULES = "rules"
    PRIOR = "prior"
    MODEL = "model"


class Band(StrEnum):
    """What HR reads in place of decimals."""

    LOW = "low"
    RAISED = "raised"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class BandSeen:
    """A band from a risk on, and how many of its rows left when it was last tried."""

    band: Band
    above: float
    leavers: int
    rows: int
    #: Independent rows that they are worth; None of a model kept before this was counted.
    worth: float | None = None

    @property
    def share(self) -> Interval:
        """The share that left, with the Wilson interval of what the rows are worth."""
        if not self.rows or self.worth is None:
            return wilson(self.leavers, self.rows)
        return wilson(self.leavers * self.worth / self.rows, self.worth)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskModel:
    """A model of leaving within `horizon` periods: L2 logistic, or boosted trees beside it.

    Where there are trees they give the risk, and the weights only tell its reasons (RETENTION 4.7).
    """

    features: tuple[Feature, ...]
    weights: tuple[float, ...]
    intercept: float
    reference: Reference
    bands: tuple[BandSeen, ...]
    horizon: int
    penalty: float
    trained_rows: int
    trained_leavers: int
    trees: Trees | None = None

    @property
    def kind(self) -> str:
        """Name it: logistic or boosted."""
        return "logistic" if self.trees is None else "boosted"

    @property
    def schema_hash(self) -> str:
        """Names the features with all that was learned for them."""
        return _hash([asdict(one) for one in self.features])

    def rows(self, panel: Panel) -> np.ndarray:
        """Give the design of a panel's rows."""
        return design(panel, self.features)

    def risk(self, panel: Panel, at: Integers | None = None) -> Floats:
        """Give each row's probability of leaving within the horizon, or that of the rows `at`."""
        rows = self.rows(panel).astype(np.float64)
        rows = rows if at is None else rows[at]
        if self.trees is not None:
            return logistic(self.trees.logit(rows))
        return logistic(rows @ np.array(self.weights) + self.intercept)

    def moved(self, by: float) -> RiskModel:
        """Give the model with `by` added to every logit."""
        if self.trees is not None:
            return replace(self, trees=replace(self.trees, shift=self.trees.shift + by))
        return replace(self, intercept=self.intercept + by)

    def parts(self, panel: Panel) -> Parts:
        """Split each row's logit by topic."""
        return parts_of(
            self.rows(panel),
            panel.tenure,
            features=self.features,
            weights=np.array(self.weights),
            intercept=self.intercept,
            reference=self.reference,
        )

    def band(self, risk: float) -> BandSeen:
        """Give the highest band that a risk reaches."""
        return next(one for one in reversed(self.bands) if risk >= one.above)

    def is_like(self, other: RiskModel, *, within: float) -> bool:
        """Whether both weigh the same features alike (a retraining that changed nothing)."""
        gap = np.abs(np.array(self.weights) - np.array(other.weights))
        return self.schema_hash == other.schema_hash and bool(np.all(gap <= within))


def stage(*, leavers: int, closed_cohorts: int, is_admitted: bool) -> Stage:
    """Tell what may speak: rules, expert weights moved by data, or the model (RETENTION 4.4)."""
    has_enough = leavers >= LEAVERS_FOR_MODEL and closed_cohorts >= COHORTS_FOR_MODEL
    if has_enough and is_admitted:
        return Stage.MODEL
    return Stage.PRIOR if leavers >= LEAVERS_FOR_PRIOR else Stage.RULES


def bands_of(
    leaves: np.ndarray, risk: Floats, person: Integers, period: Integers, *, horizon: int
) -> tuple[BandSeen, ...]:
    """Cut risks into bands by the share that leaves, and count who left in each.

    What a band is worth is what it tells of the next `horizon` periods, whose season it can not
    know.
    """
    base = float(leaves.mean())
    edges = (0.0, _RAISED * base, _HIGH * base, float("inf"))
    spread = spread_of_months(leaves, risk, person, period // horizon)
    found = []
    for band, low, high in zip(Band, edges, edges[1:], strict=False):
        chosen = (risk >= low) & (risk < high)
        rows, leavers = int(chosen.sum()), int(leaves[chosen].sum())
        worth = evidence(leaves[chosen], person[chosen])
        found.append(
            BandSeen(
                band=band,
                above=low,
                leavers=leavers,
                rows=rows,
                worth=worth_of_a_month(leavers / max(rows, 1), worth, spread),
            )
        )
    return tuple(found)


def written(model: RiskModel) -> str:
    """Give a model as JSON that carries its own hash."""
    body = asdict(model)
    body["reference"]["by_tenure"] = sorted(model.reference.by_tenure.items())
    document = {"format": _FORMAT, "model": body, "hash": _hash(body)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> RiskModel:
    """Read what `written` gave; raise `Invalid` for another format or a changed figure."""
    try:
        document = json.loads(text)
        body = document["model"]
        if document["format"] != _FORMAT or document["hash"] != _hash(body):
            raise Invalid("model", "it was changed after it was written, so it is not used")
        return _model(body)
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise Invalid("model", f"it is no model of this release: {error}") from error


def _model(body: Mapping[str, object]) -> RiskModel:
    whole = dict(body)
    features, bands, reference = whole["features"], whole["bands"], whole["reference"]
    assert isinstance(features, list)  # noqa: S101 - a TypeError is the caller's answer
    assert isinstance(bands, list)  # noqa: S101 - the same
    assert isinstance(reference, dict)  # noqa: S101 - the same
    whole["features"] = tuple(Feature(**{**one, "kind": Kind(one["kind"])}) for one in features)
    whole["bands"] = tuple(BandSeen(**{**one, "band": Band(one["band"])}) for one in bands)
    whole["reference"] = Reference(
        by_tenure={int(period): tuple(row) for period, row in reference["by_tenure"]},
        overall=tuple(reference["overall"]),
    )
    trees = whole.get("trees")
    assert trees is None or isinstance(trees, dict)  # noqa: S101 - the same
    whole["trees"] = read_trees(trees)
    whole["weights"] = tuple(whole["weights"])  # type: ignore[arg-type] # as it was written
    return RiskModel(**whole)  # type: ignore[arg-type] # the hash vouches for the fields


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
