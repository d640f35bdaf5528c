"""What the forms of a probation state, read and checked field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.interaction import Interaction
from rules.errors import Conflict, NotFound
from rules.probation import PauseKind
from rules.probation_outcome import OutcomeKind
from rules.probation_record import FactKind, ProbationFact, ProbationFile

_LONGEST_TEXT = 4000
_LONGEST_REFERENCE = 200


def criteria(file: ProbationFile, interaction: Interaction) -> ProbationFact:
    """Read what is asked of her for confirmation, word for word."""
    del file
    return fact_of(FactKind.CRITERIA_TOLD, interaction, note=text(interaction, "criteria"))


def sign(file: ProbationFile, interaction: Interaction) -> ProbationFact:
    """Read where the signed criteria are; raise `Conflict` before they were told."""
    if file.probation.criteria_told_on is None:
        raise Conflict("error.criteria_not_told")
    return fact_of(FactKind.CRITERIA_SIGNED, interaction, signature=reference(interaction))


def pause(file: ProbationFile, interaction: Interaction) -> ProbationFact:
    """Read a pause, or the end of one: from the same day on it is the same pause."""
    del file
    kind = interaction.answers.get("kind", "")
    if kind not in list(PauseKind):
        raise NotFound("error.form_missing", field="kind")
    start = day(interaction, "starts_on")
    end = day(interaction, "ends_on")
    if start is None or (end is not None and end < start):
        raise NotFound("error.form_date", field="starts_on" if start is None else "ends_on")
    return replace(fact_of(FactKind.PAUSED, interaction), on=start, until=end, detail=kind)


def outcome_kind(interaction: Interaction) -> OutcomeKind:
    """Read how it is to come out."""
    kind = interaction.answers.get("kind", "")
    if kind not in list(OutcomeKind):
        raise NotFound("error.form_missing", field="kind")
    return OutcomeKind(kind)


def fact_of(
    kind: FactKind, interaction: Interaction, *, note: str = "", signature: str = ""
) -> ProbationFact:
    """Give a fact that is stated today by who fills in the form."""
    return ProbationFact(
        kind=kind,
        on=interaction.today,
        at=interaction.at,
        by=interaction.person.id,
        note=note,
        signature=signature,
    )


def text(interaction: Interaction, name: str) -> str:
    """Read words that are needed."""
    return _needed(interaction, name, _LONGEST_TEXT)


def reference(interaction: Interaction) -> str:
    """Read the reference of a signed paper or scan: a tap is no signature."""
    return _needed(interaction, "signature", _LONGEST_REFERENCE)


def day(interaction: Interaction, name: str) -> date | None:
    """Read a day that may be left out."""
    written = interaction.answers.get(name, "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise NotFound("error.form_date", field=name) from error


def _needed(interaction: Interaction, name: str, longest: int) -> str:
    written = interaction.answers.get(name, "").strip()
    if not written:
        raise NotFound("error.form_missing", field=name)
    if len(written) > longest:
        raise NotFound("error.form_too_long", field=name, most=longest)
    return written
