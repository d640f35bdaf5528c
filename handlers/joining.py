"""入职: HR hires a rep in one step; what she lacks is named, and nothing counts unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.hand_over import PREFIX, hand_over, to_hire
from handlers.interaction import Interaction
from handlers.link import offer_code
from handlers.mentoring import Match, pair, the_one
from handlers.newcomer import could_mentor, missing
from handlers.taken_in_chat import take_in_chat
from rules.candidate import RawScore
from rules.crediting import version_on
from rules.errors import NotAllowed, NotFound
from rules.joining import FIELDS, AskJoin, Hire, Missing, read_hire
from rules.leaving import may_keep_roster
from rules.order import Order, OrderKind, OrderShown
from rules.people import Engagement, Person
from storage.order import PlanSignature
from storage.unit_of_work import UnitOfWork

_ROWS = (
    "number", "manager", "post", "engagement", "contract_months", "hired_on",
    "probation_ends_on", "mentor", "plan", "signed", "tests",
)  # fmt: skip


async def join(interaction: Interaction, uow: UnitOfWork) -> AskJoin | OrderShown:
    """Ask for what a first day needs, then keep it as a draft and show it: nothing counts yet.

    Of a candidate ("candidate:7") what is known stands there already. Raises `NotAllowed` for
    everybody but HR, `NotFound` naming a field, `Conflict` for a candidate who was not decided for.
    """
    if not may_keep_roster(interaction.person):
        raise NotAllowed("joining.hr_only")
    if not interaction.answers:
        return await _form(interaction, uow)
    hire = read_hire(interaction.answers, today=interaction.today)
    said = await _checked(hire, interaction, uow)
    one = await uow.orders.add(
        Order(
            key=interaction.id,
            by_id=interaction.person.id,
            kind=OrderKind.JOIN,
            said=said,
            at=interaction.at,
        )
    )
    return await shown(one, "preview", interaction, uow)


async def ask(one: Order, interaction: Interaction, uow: UnitOfWork) -> AskJoin:
    """Give the form of a draft again, as it was filled in."""
    del interaction
    filled = {name: one.said.get(name, "") for name in FIELDS}
    return AskJoin(argument=_candidate(one), filled=filled, plans=await _plans(uow))


async def shown(one: Order, stage: str, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Show a hiring: what was written, and what of it is missing."""
    del interaction, uow
    said = one.said
    lacks = {
        Missing.MANAGER: not said.get("manager"),
        Missing.MENTOR: not said.get("mentor"),
        Missing.PLAN: not said.get("plan"),
        Missing.PLAN_SIGNED: not said.get("signed"),
        Missing.CONTRACT: said.get("engagement") == Engagement.EMPLOYEE
        and not said.get("contract_months"),
    }
    return OrderShown(
        order_id=one.id,
        kind=one.kind.value,
        stage=stage,
        name=said["name"],
        rows=tuple(
            (name, said.get(f"{name}_name") or said[name]) for name in _ROWS if said.get(name)
        ),
        missing=tuple(word.value for word, is_so in lacks.items() if is_so)
        if stage == "preview"
        else (),
        notes=("hire_stays",) if stage == "done" else (),
    )


async def do(one: Order, interaction: Interaction, uow: UnitOfWork) -> tuple[Order, OrderShown]:
    """Hire her: roster, contract, probation, plan, path, mentor, and a code for her first chat."""
    # Two of HR may hire under one number, or one candidate, at once: the second is told so.
    await uow.lock_ledger()
    candidate = await to_hire(_candidate(one), uow)
    person = await _hired(one, interaction, uow)
    hired_on = person.hired_on or interaction.today
    since = max(hired_on, interaction.today)
    await _sign(one, person, hired_on, interaction, uow)
    if mentor_number := one.said.get("mentor"):
        match = Match(rep=person, mentor=await the_one(mentor_number, uow), since=since)
        await pair(match, uow, at=interaction.at, actor=f"person:{interaction.person.id}")
    if candidate is not None:
        tests = await hand_over(candidate, person, interaction, uow)
        one = replace(one, said={**one.said, "tests": _tests(tests, interaction, uow)})
    lacks = await missing(person, uow, since)
    one = replace(one, person_id=person.id)
    done = await shown(one, "done", interaction, uow)
    return one, replace(
        done,
        missing=lacks,
        code=await offer_code(uow, person, at=interaction.at),
        mentors=await could_mentor(person, uow, since) if Missing.MENTOR in lacks else (),
        rep_id=person.id,
        since=since.isoformat(),
    )


async def new_code(interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Give HR a fresh code for somebody's first chat: the last one was good for 15 minutes."""
    if not may_keep_roster(interaction.person):
        raise NotAllowed("joining.hr_only")
    number = interaction.argument
    people = await uow.people.by_id([int(number)]) if number.isdecimal() else {}
    person = next(iter(people.values()), None)
    if person is None or not person.is_active:
        raise NotFound("order.gone")
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action="link.ask",
        subject=f"person:{person.id}",
    )
    return OrderShown(
        order_id=0,
        kind=OrderKind.JOIN.value,
        stage="code",
        name=person.name,
        rows=(("number", person.number),),
        code=await offer_code(uow, person, at=interaction.at),
    )


async def _hired(one: Order, interaction: Interaction, uow: UnitOfWork) -> Person:
    said, number = one.said, one.said["number"]
    await _must_be_free(number, uow)
    manager = (await uow.people.by_number([said.get("manager", "")])).get(said.get("manager", ""))
    data: dict[str, object] = {
        "employee_id": number,
        "name": said["name"],
        # Whoever is hired in chat belongs where her manager does.
        "branch": manager[0].branch if manager else "",
        "roles": ["rep"],
        "engagement": said["engagement"],
        "hired_on": said["hired_on"],
        "zone": interaction.person.zone,
        "locale": interaction.person.locale,
    }
    for field, known in (("manager", "manager"), ("post", "post"), ("plan", "plan")):
        data |= {field: said[known]} if said.get(known) else {}
    if said.get("contract_months"):
        data["contract_months"] = int(said["contract_months"])
    if said.get("probation_ends_on"):
        data["probation_ends_on"] = said["probation_ends_on"]
    await take_in_chat(f"join:{one.id}", "employee.hired", data, interaction, uow)
    return (await uow.people.by_number([number]))[number][0]


async def _sign(
    one: Order, person: Person, hired_on: date, interaction: Interaction, uow: UnitOfWork
) -> None:
    """Keep which version of her plan was signed, and where the paper is."""
    if not one.said.get("signed"):
        return
    name = one.said.get("plan") or interaction.default_plan
    versions = [each for each in (await uow.plans.versions()).values() if each.plan.name == name]
    found = version_on(versions, hired_on) or (versions[0] if versions else None)
    if found is None:
        raise NotFound("order.no_plan", name=name, names="-")
    await uow.orders.sign_plan(
        PlanSignature(
            person_id=person.id,
            starts_on=hired_on,
            plan_name=name,
            version=found.version,
            reference=one.said["signed"],
            by_id=interaction.person.id,
            at=interaction.at,
        )
    )


async def _form(interaction: Interaction, uow: UnitOfWork) -> AskJoin:
    """Give the form; a sentence like 入职 王芳 A105 fills in what it names."""
    said = interaction.understood.hr
    filled = {"hired_on": interaction.today.isoformat(), "engagement": Engagement.EMPLOYEE.value}
    if (candidate := await to_hire(interaction.argument, uow)) is not None:
        filled |= {"name": candidate.name, "post": candidate.post}
        return AskJoin(argument=interaction.argument, filled=filled, plans=await _plans(uow))
    if said is not None:
        filled |= {"name": said.person, "number": said.number}
    if interaction.argument.startswith("edit:"):
        number = interaction.argument.removeprefix("edit:")
        one = await uow.orders.look(int(number)) if number.isdecimal() else None
        if one is not None and one.by_id == interaction.person.id:
            return await ask(one, interaction, uow)
    return AskJoin(filled=filled, plans=await _plans(uow))


async def _plans(uow: UnitOfWork) -> tuple[str, ...]:
    return tuple(sorted({one.plan.name for one in (await uow.plans.versions()).values()}))


async def _checked(hire: Hire, interaction: Interaction, uow: UnitOfWork) -> dict[str, str]:
    """Give the fields with numbers in place of names; raise `NotFound` for who or what is not."""
    await _must_be_free(hire.number, uow)
    candidate = await to_hire(interaction.argument, uow)
    if hire.plan and hire.plan not in await _plans(uow):
        raise NotFound("joining.no_plan", field="plan", name=hire.plan)
    said = {
        "name": hire.name,
        "number": hire.number,
        "post": hire.post,
        "engagement": hire.engagement.value,
        "contract_months": "" if hire.contract_months is None else str(hire.contract_months),
        "hired_on": hire.hired_on.isoformat(),
        "probation_ends_on": hire.probation_ends_on.isoformat() if hire.probation_ends_on else "",
        "plan": hire.plan,
        "signed": hire.signed,
        "candidate": str(candidate.id) if candidate else "",
    }
    for field, name in (("manager", hire.manager), ("mentor", hire.mentor)):
        if name:
            one = await named_in(field, name, uow)
            said |= {field: one.number, f"{field}_name": one.name}
    return said


def _candidate(one: Order) -> str:
    return f"{PREFIX}{one.said['candidate']}" if one.said.get("candidate") else ""


def _tests(some: Sequence[RawScore], interaction: Interaction, uow: UnitOfWork) -> str:
    """Name the domains whose tests come with her, in the words of whoever hires her."""
    titles = {one.id: one.title for one in uow.catalogue.domains}
    locale = interaction.person.locale
    return " / ".join(titles[one.trait].get(locale, one.trait) for one in some)


async def named_in(field: str, name: str, uow: UnitOfWork) -> Person:
    """Give who is named in a field; raise `NotFound` under that field."""
    try:
        return await the_one(name, uow)
    except NotFound as error:
        raise NotFound(error.message_id, **{**error.values, "field": field}) from None


async def _must_be_free(number: str, uow: UnitOfWork) -> None:
    known = (await uow.people.by_number([number])).get(number)
    if known is not None and known[0].is_active:
        raise NotFound("joining.known", field="number", number=number, name=known[0].name)
