"""喜报: she looks at what would be told and where, then tells it, once per deal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from handlers.interaction import Interaction
from handlers.reported_deal_match import CHAT
from rules.deal import Deal
from rules.errors import Conflict, NotAllowed, NotFound
from rules.good_news import GoodNews, GoodNewsAnswer, Group, GroupAnswer, Stage, group_for
from rules.notices import Notice, NoticeKind
from rules.people import Person
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class _Team:
    """Where her good news goes: a group, or else each of her colleagues."""

    group: Group | None
    colleagues: Sequence[Person]


async def good_news(interaction: Interaction, uow: UnitOfWork) -> GoodNewsAnswer:
    """Show her what a 喜报 would say and where, or send it.

    Raises `NotAllowed` for somebody else's deal, `Conflict` for a cancelled one, `NotFound` where
    she has no team.
    """
    word, _, number = interaction.argument.partition(":")
    if word == "drop":
        return GoodNewsAnswer(stage=Stage.DROPPED)
    await uow.lock_ledger()
    sale = await _named(word, int(number or 0), uow)
    person = interaction.person
    if not any(share.person_id == person.id for deal in sale for share in deal.shares):
        raise NotAllowed("good_news.not_yours")
    if await uow.good_news.is_posted([deal.id for deal in sale]):
        return GoodNewsAnswer(stage=Stage.REPEATED)
    living = next((deal for deal in sale if deal.surviving_minor), None)
    if living is None:
        raise Conflict("good_news.cancelled")
    team = await _team(interaction, uow)
    news = GoodNews(
        deal_id=living.id,
        name=person.name,
        product=living.product,
        customer=living.customer if interaction.good_news.names_customer else "",
        channel=team.group.channel if team.group else "",
        address=team.group.address if team.group else "",
    )
    count = 0 if team.group else len(team.colleagues)
    if word == "post":
        await _post(news, team, interaction, uow)
    stage = Stage.POSTED if word == "post" else Stage.PREVIEW
    return GoodNewsAnswer(stage=stage, news=news, colleagues=count)


async def bind_group(interaction: Interaction, uow: UnitOfWork) -> GroupAnswer:
    """Make the group that this is said in the group of the speaker's team.

    Raises `NotAllowed` for who leads nobody, `NotFound` where it is said in no group.
    """
    group = await _here(interaction, uow)
    is_repeat = group in await uow.good_news.groups(interaction.person.id)
    await uow.good_news.bind(interaction.person.id, group, at=interaction.at)
    await _audit(interaction, uow, "good_news.bind", f"group:{group.channel}")
    return GroupAnswer(is_bound=True, is_repeat=is_repeat)


async def unbind_group(interaction: Interaction, uow: UnitOfWork) -> GroupAnswer:
    """Let the group that this is said in be the team's no more; raises as `bind_group`."""
    group = await _here(interaction, uow)
    was_bound = await uow.good_news.unbind(interaction.person.id, group)
    await _audit(interaction, uow, "good_news.unbind", f"group:{group.channel}")
    return GroupAnswer(is_bound=False, is_repeat=not was_bound)


async def is_alive(deal_id: int, uow: UnitOfWork) -> bool:
    """Whether what a 喜报 tells of still stands: itself, or the record that took its place."""
    return any(deal.surviving_minor for deal in await _sale(deal_id, uow))


async def _named(word: str, number: int, uow: UnitOfWork) -> list[Deal]:
    """Give the sale that a button names: by a deal, or by a report in chat."""
    if word == "report":
        report = await uow.reported_deals.by_id(number)
        posted = await uow.deals.by_key({(CHAT, report.number)}) if report else {}
        known = report.deal_id if report else None
        number = known or next((deal.id for deal in posted.values()), 0)
    sale = await _sale(number, uow)
    if not sale:
        raise NotFound("good_news.gone")
    return sale


async def _sale(deal_id: int, uow: UnitOfWork) -> list[Deal]:
    """Give all deals that are the same sale: a report's own and its record, the one named first."""
    deal = (await uow.deals.by_id([deal_id])).get(deal_id)
    if deal is None:
        return []
    if deal.source == CHAT:
        report = await uow.reported_deals.by_id(int(deal.number.removeprefix("R")))
    else:
        report = await uow.reported_deals.of_deal(deal_id)
    if report is None:
        return [deal]
    others = list((await uow.deals.by_key({(CHAT, report.number)})).values())
    if report.deal_id is not None:
        others += (await uow.deals.by_id([report.deal_id])).values()
    return [deal, *(one for one in others if one.id != deal.id)]


async def _team(interaction: Interaction, uow: UnitOfWork) -> _Team:
    """Give her team: that of her manager, or her own where she has none above her."""
    person = interaction.person
    leader = person
    if person.manager_id is not None:
        leader = (await uow.people.by_id([person.manager_id])).get(person.manager_id, person)
    group = group_for(
        await uow.good_news.groups(leader.id),
        fixed=interaction.good_news.groups.get(leader.number),
        here=interaction.channel,
    )
    members = [*await uow.people.led_by(leader.number), leader]
    others = {one.id: one for one in members if one.id != person.id and one.is_active}
    if group is None and not others:
        raise NotFound("good_news.no_team")
    return _Team(group=group, colleagues=tuple(others.values()))


async def _post(news: GoodNews, team: _Team, interaction: Interaction, uow: UnitOfWork) -> None:
    await uow.good_news.post(news.deal_id, person_id=interaction.person.id, at=interaction.at)
    to = [interaction.person] if team.group else team.colleagues
    kind = NoticeKind.GOOD_NEWS if team.group else NoticeKind.GOOD_NEWS_TOLD
    await uow.outbox.put(
        [
            Notice(
                key=f"{kind.value}:{news.deal_id}:{one.id}",
                person_id=one.id,
                kind=kind,
                subject=f"{kind.value}:{news.deal_id}:{one.id}",
                facts=json.dumps(asdict(news), ensure_ascii=False),
                at=interaction.at,
            )
            for one in to
        ]
    )
    await _audit(interaction, uow, "good_news.post", f"deal:{news.deal_id}")


async def _here(interaction: Interaction, uow: UnitOfWork) -> Group:
    if not await uow.people.led_by(interaction.person.number, limit=1):
        raise NotAllowed("good_news.managers_only")
    if not interaction.group:
        raise NotFound("good_news.in_a_group")
    return Group(channel=interaction.channel, address=interaction.group)


async def _audit(interaction: Interaction, uow: UnitOfWork, action: str, subject: str) -> None:
    actor = f"person:{interaction.person.id}"
    await uow.audit.add(at=interaction.at, actor=actor, action=action, subject=subject)
