"""Run what was asked, and word what came of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

import structlog

from bot import answer_message, answers, dialogue, shown, waiting
from bot.answers import Answer
from bot.asked import Asked
from bot.cards import talk
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.hidden_sum import hides_any, veiled
from bot.cards.message import Message
from bot.form_links import PAGE
from bot.notices import MAY_BE_MUTED
from bot.sheets.read import read_roster
from handlers import link
from handlers.interaction import Interaction
from handlers.routes import BY_ID
from handlers.unclear import unclear
from rules.errors import Conflict, FootholdError, Invalid, NotFound
from rules.good_news import GoodNewsPolicy
from rules.hidden_sum import ShownAnswer, ShownNotice
from rules.people import Person
from rules.periods import local_day
from rules.probation import ProbationPolicy
from rules.statement import Linked
from rules.target import TargetPolicy
from rules.waiting import AskedAgain, Waiting
from storage.form_session import FormSession
from storage.hidden_sum import HiddenSum
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What answers depend on beside the store."""

    key: bytes
    default_plan: str = "standard"
    manager_sees_pay: bool = False
    #: Where people open the web chat; "" where no address of it is known.
    chat_url: str = ""
    #: Whether sums read **** to who never said how she wants them.
    hides_sums: bool = False
    targets: TargetPolicy = TargetPolicy()
    probation: ProbationPolicy = ProbationPolicy()
    good_news: GoodNewsPolicy = GoodNewsPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer, and whose it is; None for a stranger's."""

    message: Message
    person_id: int | None
    #: In a word, for the metrics.
    outcome: str = "answered"
    #: What it hides, to be kept before it is sent.
    hidden: HiddenSum | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What there is to answer."""

    answer: Answer
    hidden: HiddenSum | None = None
    #: It takes the place of what it answers.
    replaces: bool = False


async def run(asked: Asked, uow: UnitOfWork, site: Site) -> Told:
    """Give the answer; every error of the act itself is raised, for `trouble` to tell."""
    if (told := at_once(asked, site)) is not None:
        return told
    if asked.person is not None:
        found = await _found(asked, asked.person, uow, site)
        found = replace(found, answer=_noted(found.answer, asked))
        if asked.inbound.id.startswith(PAGE):
            await uow.form_sessions.close_page(
                asked.inbound.channel, asked.inbound.sender, page=asked.inbound.id
            )
        return _told_of(asked, found, site)
    inbound, code = asked.inbound, asked.code or ""
    linked = await link.redeem(
        uow, code=code, channel=inbound.channel, address=inbound.sender, at=inbound.at
    )
    if linked is None:
        return _told(asked, talk.unlinked("link.unknown", asked.reader), None, site)
    # A code is neither Chinese nor English: from here on she is answered in her own language.
    caller = await uow.caller(inbound.channel, inbound.sender, act=inbound.id, since=inbound.at)
    hers = replace(asked, person=caller.person)
    return _told(hers, talk.linked(linked, hers.reader), hers.person_id, site)


def at_once(asked: Asked, site: Site) -> Told | None:
    """Give the answer where nothing of the store is needed for it; raises as `run` does."""
    if asked.problem is not None:
        raise asked.problem
    if asked.session is not None or asked.inbound.id.startswith(PAGE):
        return None
    if asked.person is None:
        if asked.code is not None:
            return None
        return _told(asked, talk.unlinked("link.unlinked", asked.reader), None, site)
    found = _found_at_once(asked, asked.person, site)
    return None if found is None else _told_of(asked, found, site)


def trouble(asked: Asked, problem: Exception, site: Site) -> Told:
    """Say why not; a bug is logged and told by a number that she can quote."""
    if isinstance(problem, FootholdError):
        told = _told(asked, talk.refusal(problem, asked.reader), asked.person_id, site)
        return replace(told, outcome="refused")
    reference = secrets.token_hex(2).upper()
    log.error(
        "interaction.failed",
        reference=reference,
        interaction=asked.inbound.id,
        channel=asked.inbound.channel,
        exc_info=problem,
    )
    card = talk.our_mistake(reference, asked.text, asked.reader)
    return replace(_told(asked, card, asked.person_id, site), outcome="failed")


def may_ask_again(problem: Exception) -> bool:
    """Whether another answer would help."""
    return isinstance(problem, NotFound | Invalid)


async def ask_again(asked: Asked, problem: Exception, uow: UnitOfWork, site: Site) -> Told | None:
    """Give the form that an answer was refused of, with what she wrote and what is wrong with it.

    None where it was no form, or where no other answer would help.
    """
    if asked.session is not None:
        asked = _complete(asked, asked.session, _turn(asked, asked.session))
    if asked.person is None or not asked.inbound.answers:
        return None
    if not (isinstance(problem, FootholdError) and may_ask_again(problem)):
        return None
    blank = replace(asked, inbound=replace(asked.inbound, answers={}))
    answer = (await _found(blank, asked.person, uow, site)).answer
    if not isinstance(answer, Form):
        return None
    said = talk.refusal(problem, asked.reader).text
    form = answer_message.refused(
        answer, asked.inbound.answers, said, field=str(problem.values.get("field"))
    )
    return replace(_told(asked, form, asked.person_id, site), outcome="refused")


def _noted(answer: Answer, asked: Asked) -> Answer:
    """Say on a card that of a voice message its words alone were taken, and why."""
    if not asked.missed or not isinstance(answer, Card):
        return answer
    why = "too_big" if asked.missed.endswith("too_big") else "not_fetched"
    said = asked.reader.say(f"attachment.voice_missed.{why}")
    return replace(answer, text="\n".join(part for part in (said, answer.text) if part))


async def _heard(asked: Asked, session: FormSession, uow: UnitOfWork) -> Card | Asked:
    """Give the next question of a form, or what all its answers together ask for."""
    turn = _turn(asked, session)
    if turn.session is None:
        await uow.form_sessions.close(session.channel, session.address)
    else:
        await uow.form_sessions.save(turn.session)
    if turn.answers is not None and session.page:
        # Its page is over too: the same form is not sent in both ways.
        spent = session.channel, session.page
        at, person_id = asked.inbound.at, session.person_id
        if not await uow.interactions.spend(spent, person_id=person_id, at=at):
            raise Conflict("forms.sent_already")
    return turn.card or _complete(asked, session, turn)


def _turn(asked: Asked, session: FormSession) -> dialogue.Turn:
    """Give what her act means to the form that is open."""
    return dialogue.heard(
        session,
        asked.argument,
        asked.reader,
        at=asked.inbound.at,
        files=asked.attachments,
        meant=asked.meant if any(one.is_voice for one in asked.inbound.files) else "",
        under=asked.under,
        today=local_day(asked.inbound.at, asked.person.zone) if asked.person else None,
    )


def _complete(asked: Asked, session: FormSession, turn: dialogue.Turn) -> Asked:
    form = dialogue.form_of(session)
    return replace(
        asked,
        inbound=replace(asked.inbound, text="", answers=dict(turn.answers or {})),
        session=None,
        route=BY_ID.get(form.route),
        argument=form.argument,
    )


async def _found(asked: Asked, person: Person, uow: UnitOfWork, site: Site) -> _Found:
    if asked.session is not None:
        heard = await _heard(asked, asked.session, uow)
        if isinstance(heard, Card):
            return _Found(answer=heard)
        return await _found(heard, person, uow, site)
    if (at_hand := _found_at_once(asked, person, site)) is not None:
        return at_hand
    assert asked.route is not None  # noqa: S101 - without one it is answered at once
    facts = await asked.route.handler(_interaction(asked, person, site), uow)
    return _worded(facts, asked, person)


def _found_at_once(asked: Asked, person: Person, site: Site) -> _Found | None:
    if asked.is_linking:
        return _Found(answer=talk.linked(Linked(person.name), asked.reader))
    if asked.route is None:
        said = unclear(asked.text, asked.understood, person)
        return _Found(answer=talk.not_understood(said, asked.reader))
    if asked.route.at_once is None:
        return None
    return _worded(asked.route.at_once(_interaction(asked, person, site)), asked, person)


def _interaction(asked: Asked, person: Person, site: Site) -> Interaction:
    return Interaction(
        id=asked.inbound.id,
        person=person,
        at=asked.inbound.at,
        understood=asked.understood,
        argument=asked.argument,
        answers=asked.inbound.answers,
        attachments=asked.attachments,
        resume=asked.resume,
        manager_sees_pay=site.manager_sees_pay,
        default_plan=site.default_plan,
        may_be_muted=MAY_BE_MUTED,
        hides_sums=site.hides_sums,
        targets=site.targets,
        probation=site.probation,
        good_news=site.good_news,
        asking=waiting.ASKING,
        read_roster=read_roster,
        channel=asked.inbound.channel,
        group=asked.inbound.group,
    )


def _worded(facts: object, asked: Asked, person: Person) -> _Found:
    """Word facts for her; where that hides a sum, with what it hides and a button to see it."""
    if isinstance(facts, Card | Form):
        return _Found(answer=facts)  # worded already, as by a route of the tests
    if isinstance(facts, ShownNotice | ShownAnswer):
        return _Found(answer=shown.word(facts, asked.reader), replaces=True)
    if isinstance(facts, Waiting | AskedAgain):
        return _Found(answer=waiting.word(facts, asked.reader))
    answer = answers.word(facts, asked.reader)
    if not (asked.hides_sums and isinstance(answer, Card) and hides_any(answer)):
        return _Found(answer=answer)
    whole = answers.word(facts, replace(asked.reader, hides_sums=False))
    assert isinstance(whole, Card)  # noqa: S101 - the same facts are a card to everybody
    hidden = shown.kept(whole, asked.inbound, person.id)
    return _Found(answer=veiled(answer, asked.reader, shown.argument_of(hidden)), hidden=hidden)


def _told_of(asked: Asked, found: _Found, site: Site) -> Told:
    told = _told(asked, found.answer, asked.person_id, site)
    message = replace(told.message, replaces=found.replaces)
    return replace(told, message=message, hidden=found.hidden)


def _told(asked: Asked, answer: Answer, person_id: int | None, site: Site) -> Told:
    message = answer_message.message(
        answer, asked.reader, act=asked.inbound.id, person_id=person_id, key=site.key
    )
    return Told(message=message, person_id=person_id)
