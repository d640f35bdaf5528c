"""`foothold retention evaluate`: a table of reps in, how well leaving can be told out."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table as Printed

from bot.retention_roles import read_roles
from bot.sheets.delimited import encoding_of
from jobs.retention_document import document, plain
from jobs.retention_evaluate import Evaluation, Prediction, Wanted, evaluate
from jobs.retention_table import Table, read_table
from rules.errors import Invalid
from rules.retention_roles import Roles

console = Console(soft_wrap=True)
_DELIMITERS = ",;\t|"


async def print_evaluation(
    data: Path,
    roles_file: Path | None,
    given: Mapping[str, object],
    *,
    predictions: Path | None,
    as_json: bool,
) -> None:
    """Print figures, floors and reasons for refusal; the work is done on a thread."""
    roles, wanted = read_roles(roles_file, given)
    found, rows = await asyncio.to_thread(_evaluated, data, roles, wanted)
    if predictions is not None:
        await asyncio.to_thread(_write, predictions, rows)
    if as_json:
        print(json.dumps(plain(document(found)), ensure_ascii=False, allow_nan=False))
    else:
        _print(found)


def _evaluated(data: Path, roles: Roles, wanted: Wanted) -> tuple[Evaluation, Sequence[Prediction]]:
    try:
        return evaluate(read_csv(data, roles), wanted)
    except Invalid as error:
        if error.field == data.name:
            raise
        raise Invalid(data.name, f"{error.field}: {error.reason}") from error


def read_csv(path: Path, roles: Roles) -> Table:
    """Read a .csv in any usual encoding; raise `Invalid` where there is no table to be had."""
    if not path.is_file():
        raise Invalid(path.name, "there is no such file")
    if path.stat().st_size == 0:
        raise Invalid(path.name, "is empty: its first row names the columns")
    with path.open("rb") as packed:
        if packed.read(4) == b"PK\x03\x04":
            raise Invalid(path.name, "is a workbook: save the sheet as .csv")
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        header = file.readline()
    counts = {one: header.count(one) for one in _DELIMITERS}
    delimiter = max(counts, key=counts.__getitem__)

    def records() -> Iterator[tuple[int, list[str]]]:
        try:
            with path.open(encoding=encoding, newline="") as file:
                yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)
        except csv.Error as error:
            raise Invalid(path.name, f"is no text table: {error}") from error

    return read_table(records, roles, file=path.name)


def _print(found: Evaluation) -> None:
    quality = found.quality
    low, high = quality.auc.low, quality.auc.high
    rows = {
        "split": found.split,
        "horizon": f"{found.horizon} periods",
        "read": f"{found.rows:,} rows of {found.reps:,} reps, {found.leavers:,} left",
        "trained on": f"{found.train_rows:,} rows, {found.train_leavers:,} leavers",
        "features": f"{found.features}, penalty C = {found.penalty}",
        "tested on": f"{quality.rows:,} rows, {quality.leavers:,} leavers",
        "base rate": f"{quality.base_rate:.4f}",
        "ROC AUC": f"{quality.auc.value:.4f} (95 % {low:.3f} to {high:.3f}, people drawn)",
        "ROC AUC, unseen reps": f"{found.auc_unseen:.4f}",
        "average precision": f"{quality.average_precision:.4f}",
        "Brier": f"{quality.brier:.5f}, skill against tenure {found.brier_skill:+.3f}",
        "log loss": f"{quality.log_loss:.5f}",
        "ECE": f"{quality.calibration_error:.4f}",
        "calibration slope": f"{quality.slope:.3f}",
        "calibration intercept": f"{quality.intercept:+.3f}",
    }
    for one in found.floors:
        gain = f"the model gains {one.gain_low:+.3f} to {one.gain_high:+.3f}"
        rows[f"floor: {one.name}"] = f"AUC {one.auc:.4f}; {gain}"
    strongest = [f"{topic} {spread:.2f}" for topic, spread in found.topics[:5]]
    rows["goes together with"] = ", ".join(strongest)
    table = Printed("figure", "value", show_header=False)
    for row in rows.items():
        table.add_row(*row)
    console.print(table)
    for note in found.notes:
        console.print(f"note: {note}", markup=False)
    for why in found.refusals:
        console.print(f"refused: {why}", markup=False)
    if found.is_admitted:
        console.print("Nothing speaks against this model.")


def _write(path: Path, rows: Sequence[Prediction]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("rep", "period", "left", "risk", "reasons"))
        writer.writerows(
            (one.rep, one.period, int(one.leaves), f"{one.risk:.6f}", "; ".join(one.reasons))
            for one in rows
        )
