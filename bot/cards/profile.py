"""The competency profile (画像): weights, where it comes from, and the form that changes it."""

from __future__ import annotations

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.hiring import CompetencyProfile, MarkerLine, Source, TraitKind
from rules.hiring_desk import AskWeights, ProfileSaved, ProfileShown
from rules.hiring_habit import HabitCount

Facts = ProfileShown | AskWeights | ProfileSaved
_MOST_ROWS = 8
_MOST_MARKERS = 4


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what a handler of the profile found."""
    match facts:
        case ProfileShown():
            return shown(facts, reader)
        case AskWeights():
            return form(facts, reader)
        case ProfileSaved():
            return saved(facts, reader)


def shown(facts: ProfileShown, reader: Reader) -> Card:
    """Show the weights, what was found on the job, and what is shown without being used."""
    now = facts.profile
    rows = _weights(now, reader)
    for one in now.found(TraitKind.BEHAVIOUR)[:_MOST_MARKERS]:
        if one.marks:
            rows.append(Row(label=one.trait.named(reader.language), value=_marker(one, reader)))
    if facts.habits:
        said = reader.listed([_habit(one, reader) for one in facts.habits])
        rows.append(Row(label=reader.say("profile.row.habits"), value=said))
    if facts.pilot is not None:
        said = reader.say("profile.pilot", n=facts.pilot.sellers or 0)
        rows.append(Row(label=reader.say("profile.row.pilot"), value=said))
    if facts.upcoming is not None:
        day = reader.day(facts.upcoming.starts_on)
        said = reader.say("profile.upcoming", day=day, version=facts.upcoming.version)
        rows.append(Row(label=reader.say("profile.row.upcoming"), value=said))
    return Card(
        title=reader.say("profile.title", version=now.version),
        text=_source(now, reader),
        rows=tuple(rows),
        footnote=reader.say("profile.foot"),
        actions=(
            Action(label=reader.say("profile.button.change"), route="profile_weights"),
            Action(label=reader.say("hiring.button.queue"), route="candidates"),
        ),
    )


def form(facts: AskWeights, reader: Reader) -> Form:
    """Ask for each weight and the first day; 0 leaves a dimension out."""
    weights = tuple(
        Input(
            name=one.trait.key,
            label=reader.say("profile.weight_of", name=one.trait.named(reader.language)),
            kind=InputKind.NUMBER,
            value=facts.written.get(one.trait.key, f"{one.weight:f}"),
        )
        for one in facts.profile.dimensions
    )
    day = Input(
        name="starts_on",
        label=reader.say("profile.starts_on"),
        kind=InputKind.DATE,
        value=facts.written.get("starts_on", facts.starts_on.isoformat()),
    )
    return Form(
        title=reader.say("profile.form_title"),
        route="profile_weights",
        inputs=(*weights, day),
        submit=reader.say("profile.submit"),
    )


def saved(facts: ProfileSaved, reader: Reader) -> Card:
    """Say from when the new version counts, and that scores of before stay as they were."""
    return Card(
        title=reader.say("profile.saved_title", day=reader.day(facts.starts_on)),
        tone=Tone.GOOD,
        text=reader.say("profile.saved_text", version=facts.version),
        rows=tuple(_weights(facts.profile, reader)),
    )


def _weights(one: CompetencyProfile, reader: Reader) -> list[Row]:
    whole = one.weight
    return [
        Row(
            label=each.trait.named(reader.language),
            value=reader.say("profile.weight", percent=f"{each.weight * 100 / whole:.2f}"),
        )
        for each in one.dimensions[:_MOST_ROWS]
    ]


def _source(one: CompetencyProfile, reader: Reader) -> str:
    if one.source is Source.HAND:
        return reader.say("profile.by_hand")
    return reader.say("profile.by_data", n=one.sellers or 0, top=one.top or 0)


def _habit(one: HabitCount, reader: Reader) -> str:
    needed = f"{one.needed.normalize():f}"
    name = "unknown" if not one.judged else "habit"
    return reader.say(
        f"profile.{name}",
        what=reader.say(f"profile.habit_of.{one.name}", needed=needed),
        kept=one.kept,
        judged=one.judged,
    )


def _marker(one: MarkerLine, reader: Reader) -> str:
    return reader.say("profile.marker", threshold=f"{one.threshold}", overlap=f"{one.overlap}")
