"""A fitted risk model as plain values: written as JSON, read back by hash, scored by arithmetic.

RETENTION 4.5 and 4.6: versioned with its feature schema; nothing is ever unpickled; a person reads
a band with its interval, not decimals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256

import numpy as np

from rules.errors import Invalid
from rules.logistic import logistic
from rules.panel import Floats, Panel
from rules.retention_features import Feature, Kind, design
from rules.retention_metrics import Interval, wilson
from rules.retention_reasons import Parts, Reference, parts_of

#: Below, counting signals is all that can be said (RETENTION 4.4).
LEAVERS_FOR_PRIOR = 7
LEAVERS_FOR_MODEL = 60
COHORTS_FOR_MODEL = 2
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

    @property
    def share(self) -> Interval:
        """The share that left, with its Wilson interval."""
        return wilson(self.leavers, self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskModel:
    """An L2 logistic model of leaving within `horizon` periods."""

    features: tuple[Feature, ...]
    weights: tuple[float, ...]
    intercept: float
    reference: Reference
    bands: tuple[BandSeen, ...]
    horizon: int
    penalty: float
    trained_rows: int
    trained_leavers: int

    @property
    def schema_hash(self) -> str:
        """Names the features with all that was learned for them."""
        return _hash([asdict(one) for one in self.features])

    def rows(self, panel: Panel) -> np.ndarray:
        """Give the design of a panel's rows."""
        return design(panel, self.features)

    def risk(self, panel: Panel) -> Floats:
        """Give each row's probability of leaving within the horizon."""
        return logistic(
            self.rows(panel).astype(np.float64) @ np.array(self.weights) + self.intercept
        )

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


def bands_of(leaves: np.ndarray, risk: Floats) -> tuple[BandSeen, ...]:
    """Cut risks into bands by the share that leaves, and count who left in each."""
    base = float(leaves.mean())
    edges = (0.0, _RAISED * base, _HIGH * base, float("inf"))
    found = []
    for band, low, high in zip(Band, edges, edges[1:], strict=False):
        chosen = (risk >= low) & (risk < high)
        found.append(
            BandSeen(
                band=band, above=low, leavers=int(leaves[chosen].sum()), rows=int(chosen.sum())
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
    whole["weights"] = tuple(whole["weights"])  # type: ignore[arg-type] # as it was written
    return RiskModel(**whole)  # type: ignore[arg-type] # the hash vouches for the fields


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
