"""A manager's direct reports: who has how many deals, which courses are due, what is left."""

from __future__ import annotations

from bot.cards.card import Action, Card, Row
from bot.cards.reader import Reader
from rules.team import TeamMember, TeamStatus

_ROUTE = "team_status"


def team(facts: TeamStatus, reader: Reader) -> Card:
    """Give a line to each; those who have reached their target are the number on top."""
    more = reader.say("team.more", n=facts.left) if facts.left > 0 else ""
    after = str(facts.skipped + len(facts.members))
    aimed = [one for one in facts.members if one.pass_bar is not None]
    reached = sum(one.has_reached for one in aimed)
    return Card(
        title=reader.say("team.title", period=reader.period(facts.month), n=facts.total),
        figure=Row(
            label=reader.say("team.reached"),
            value=reader.say("team.reached_of", n=reached, of=len(aimed)),
        ),
        rows=tuple(
            Row(label=f"{one.name} {one.number}", value=_line(one, reader)) for one in facts.members
        ),
        footnote=" ".join(part for part in (more, reader.say("team.footnote")) if part),
        actions=(Action(label=reader.say("team.next"), route=_ROUTE, argument=after),)
        if more
        else (),
    )


def _line(one: TeamMember, reader: Reader) -> str:
    deals = "deals_no_target" if one.pass_bar is None else "deals"
    parts = [reader.say(f"team.{deals}", done=one.done, bar=one.pass_bar or 0)]
    if one.courses_due:
        parts.append(reader.say("team.courses_due", n=one.courses_due))
    elif one.courses_open:
        parts.append(reader.say("team.courses_open", n=one.courses_open))
    if one.probation_days is not None:
        said = "team.probation" if one.probation_days else "team.probation_today"
        parts.append(reader.say(said, n=one.probation_days))
    return " · ".join(parts)
