"""An evaluation as one JSON document: printed, and kept with its model."""

from __future__ import annotations

import math
from dataclasses import asdict

from jobs.retention_evaluate import Evaluation


def document(found: Evaluation) -> dict[str, object]:
    """Give an evaluation as one JSON document (docs/reference/retention.md)."""
    quality = found.quality
    return {
        "admitted": found.is_admitted,
        "refusals": list(found.refusals),
        "against": [asdict(one) for one in found.against],
        "notes": list(found.notes),
        "split": found.split,
        "horizon": found.horizon,
        "sizes": {
            "rows": found.rows, "reps": found.reps, "leavers": found.leavers,
            "train_rows": found.train_rows, "train_reps": found.train_reps,
            "train_leavers": found.train_leavers, "test_rows": quality.rows,
            "test_leavers": quality.leavers, "base_rate": quality.base_rate,
            "features": found.features, "penalty": found.penalty,
        },
        "auc": quality.auc.value,
        "auc_interval": [quality.auc.low, quality.auc.high],
        "auc_unseen_reps": found.auc_unseen,
        "average_precision": quality.average_precision,
        "brier": quality.brier,
        "brier_skill": found.brier_skill,
        "log_loss": quality.log_loss,
        "ece": quality.calibration_error,
        "calibration_slope": quality.slope,
        "calibration_intercept": quality.intercept,
        "floors": [asdict(one) for one in found.floors],
        "deciles": [
            {"predicted": one.predicted, "seen": one.seen.value, "low": one.seen.low,
             "high": one.seen.high, "rows": one.rows}
            for one in found.deciles
        ],
        "topics": [{"topic": topic, "spread": spread} for topic, spread in found.topics],
    }  # fmt: skip


def plain(value: object) -> object:
    """Give null for what could not be had: NaN is no JSON."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
