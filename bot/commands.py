"""What the commands of the command line do, each in one function."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.console import Console

from bot.app import ALL_ROLES, ProcessRole, process_name, running
from bot.channels.console import typed_lines
from bot.channels.dingtalk.callback import register_cards
from bot.channels.dingtalk.ends import CallFailed
from bot.channels.slack.manifest import manifest
from bot.channels.wecom.ends import receipt_of
from bot.channels.wecom.menu import menu
from bot.channels.wecom.platform import client_of
from bot.command_store import command_store
from bot.home import open_home
from bot.opening import is_demo_company, now, site_key, start_logging
from bot.outbound import open_session
from bot.plan_lines import plan_lines
from bot.terminal import talk_in_terminal
from bot.terminal_table import print_table
from bot.web.contacts import Contacts
from config.catalogue import read_catalogue
from config.plans import read_plan
from config.platforms import Mode
from config.settings import Settings, read_settings
from config.toml_file import text_of
from handlers.deal_import import Settled, take_back
from handlers.events import SCHEMAS
from handlers.ingest import replay
from handlers.link import offer_code
from handlers.understanding import understand
from rules.course_names import CourseNames
from rules.errors import FootholdError, Invalid, NotAllowed, NotFound
from rules.order import UNDO_FOR
from rules.people import Person
from rules.periods import local_day
from storage.deal_import import ImportRun
from storage.store import Store

console = Console(soft_wrap=True)
_WHAT_NEXT = {
    "unknown": "unknown: it may have arrived. Ask the person; if it is not there, "
    "`foothold notices replay ID` sends it again.",
    "dead": "dead: it did not arrive, for the reason given. Mend that; "
    "`foothold notices replay ID` sends it again.",
}


async def run_site(roles: Collection[str]) -> None:
    """Be what the roles say, or everything, until SIGTERM or Ctrl-C."""
    settings = read_settings()
    open_home(settings.home)
    site_key(settings.home)  # before the first line, which must not hold it
    start_logging(settings)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    chosen = {ProcessRole(role) for role in roles} or ALL_ROLES
    async with running(settings, roles=chosen) as app:
        with suppress(OSError):  # a disk that is full of what it writes keeps no site from running
            if ProcessRole.WEB in chosen:
                console.print(f"Foothold listens on http://{settings.host}:{app.port}/chat")
            else:
                console.print(f"Foothold runs as {', '.join(sorted(chosen))}")
            console.print(f"Data in {settings.home.resolve()}")
        spare_what_is_loaded()
        await stop.wait()


def spare_what_is_loaded() -> None:
    """Let the garbage collector pass over what the process has loaded: it stays to the end.

    To look through it took 60 to 150 ms each time, in which nobody was acked.
    """
    gc.collect()
    gc.freeze()


async def chat_here(*, number: str | None, code: str | None) -> None:
    """Chat in this terminal until its input ends."""
    async with command_store() as (store, settings):
        person = await _who(store, settings, number=number, code=code)
        lines = typed_lines(sys.stdin)
        await talk_in_terminal(store, settings, person=person, lines=lines, out=Console())


async def _who(store: Store, settings: Settings, *, number: str | None, code: str | None) -> Person:
    if number is not None and not is_demo_company(settings):
        raise NotAllowed("console.only_in_demo")
    if number is None and code is None:
        raise NotAllowed("console.who")
    person_id = None
    if code is not None:
        person_id = await Contacts(store, now, real_clock=now).redeem(code, "terminal")
        if person_id is None:
            raise NotFound("link.unknown")
    async with store.read() as uow:
        if person_id is not None:
            return (await uow.people.by_id([person_id]))[person_id]
        found = (await uow.people.by_number([str(number)])).get(str(number))
    if found is None:
        raise NotFound("error.nobody_of_that_name", name=number)
    return found[0]


def print_understanding(text: str, *, as_json: bool) -> None:
    """Show intent, slots and offers of a sentence."""
    settings = read_settings()
    courses = CourseNames(read_catalogue(settings.home))
    found = asdict(understand(text, today=local_day(now(), settings.zone), courses=courses))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, default=str))
        return
    for name, value in found.items():
        if value or name == "intent":
            said = json.dumps(value, ensure_ascii=False, default=str)
            console.print(f"{name}: {said}", markup=False)


def print_slack_manifest(url: str, *, language: str) -> None:
    """Print the manifest as JSON."""
    print(json.dumps(manifest(url, language=language), ensure_ascii=False, indent=2))


async def publish_wecom_menu(*, language: str) -> None:
    """Put the menu under the chat of the WeCom app; raise `Invalid` where WeCom refuses."""
    async with command_store() as (store, settings):
        if not settings.wecom.is_set:
            raise FootholdError("error.setting", key="wecom.corp_id", reason="there is no app yet")
        async with open_session(settings.http) as session:
            client = client_of(
                settings.wecom,
                session,
                store=store,
                key=site_key(settings.home),
                owner=process_name(),
            )
            try:
                await client.create_menu(menu(language))
            except Exception as error:
                raise Invalid("WeCom", receipt_of(error).reason) from error
    console.print("the menu is there; people see it once they open the chat anew")


async def register_dingtalk_cards() -> None:
    """Tell DingTalk where to call about cards; raise `Invalid` where it refuses."""
    settings = read_settings()
    app, site = settings.dingtalk, settings.web.public_url
    if not app.is_set:
        reason = "there is no app yet"
        raise FootholdError("error.setting", key="dingtalk.client_id", reason=reason)
    if app.mode is not Mode.HTTP or not site:
        reason = "it is http, and web.public_url is set, where DingTalk is to call us"
        raise FootholdError("error.setting", key="dingtalk.mode", reason=reason)
    async with open_session(settings.http) as session:
        try:
            address = await register_cards(app, site, session)
        except CallFailed as failed:
            raise Invalid("DingTalk", failed.receipt.reason) from failed
    console.print(f"DingTalk calls {address} about cards that are sent from now on")


def print_schema(name: str) -> None:
    """Print one schema, or all names."""
    if name == "list":
        print("\n".join(SCHEMAS))
        return
    if name not in SCHEMAS:
        raise NotFound("error.invalid", field=name, reason=f"send one of {', '.join(SCHEMAS)}")
    print(json.dumps(SCHEMAS[name].model_json_schema(), ensure_ascii=False, indent=2))


async def list_events(*, as_json: bool) -> None:
    """List what was refused or waits."""
    async with command_store() as (store, _), store.read() as uow:
        found = await uow.inbox.listed(["refused", "parked"])
    rows = [
        {
            "source": entry.source,
            "id": entry.ext_id,
            "state": entry.state,
            "received_at": entry.received_at.isoformat(),
            **{k: v for k, v in json.loads(entry.answer).items() if k in ("field", "reason")},
        }
        for entry in found
    ]
    _print_rows(rows, as_json=as_json)


async def replay_events(ids: Collection[str]) -> None:
    """Take them in again under today's roster and plans."""
    async with command_store() as (store, settings), store.begin() as uow:
        results = await replay(
            uow,
            ids,
            at=now(),
            default_plan=settings.default_plan,
            default_zone=settings.zone,
        )
    for result in results:
        console.print(f"{result.id}: {result.outcome} {result.reason}", markup=False)


async def list_imports(*, as_json: bool) -> None:
    """List the sheets of deals that came by command of late."""
    async with command_store() as (store, _), store.read() as uow:
        found = await uow.deal_imports.runs()
    rows: list[dict[str, object]] = [
        {
            "id": one.run,
            "source": one.source,
            "at": one.at.isoformat(),
            "deals": one.deals,
            "state": _state(one),
        }
        for one in found
    ]
    _print_rows(rows, as_json=as_json)


def _state(one: ImportRun) -> str:
    if one.undone_at is not None:
        return "undone"
    return "may go back" if now() - one.at <= UNDO_FOR else "stays"


async def undo_import(run: int) -> None:
    """Take a sheet of deals back whole, or say why it stays."""
    async with command_store() as (store, settings), store.begin() as uow:
        by = Settled(default_plan=settings.default_plan, default_zone=settings.zone)
        count = await take_back(run, uow, at=now(), by=by)
    deals = "1 deal is" if count == 1 else f"{count} deals are"
    console.print(f"{deals} as before; the same file may be imported again")


async def list_notices(*, as_json: bool) -> None:
    """List what may not have arrived."""
    async with command_store() as (store, _), store.read() as uow:
        found = await uow.outbox.listed(["unknown", "dead"])
    rows: list[dict[str, object]] = [
        {
            "id": one.id,
            "kind": one.kind,
            "person": one.person_id,
            "state": one.state,
            "reason": one.reason,
            "created_at": one.created_at.isoformat(),
        }
        for one in found
    ]
    _print_rows(rows, as_json=as_json)
    if not as_json:
        for state in sorted({one.state for one in found}):
            console.print(_WHAT_NEXT[state])


async def replay_notices(ids: Collection[int]) -> None:
    """Send them again; audited."""
    async with command_store() as (store, _), store.begin() as uow:
        count = await uow.outbox.replay(ids)
        said = ",".join(str(one) for one in ids)
        await uow.audit.add(at=now(), actor="cli", action="notice.replay", subject=said)
    console.print(f"{count} notices will be sent again")


def check_plan(file: Path) -> None:
    """Say that a plan is good and what its tiers are; problems raise `PlanRefused`."""
    plan = read_plan(text_of(file), file=file.name)
    console.print(f"{plan.name} is good: {plan.mode.value}, {plan.calendar.cut.value}")
    for line in plan_lines(plan):
        console.print(f"  {line}")


async def apply_plan(file: Path, *, starts_on: date) -> None:
    """Store a checked plan as the next version."""
    text = await asyncio.to_thread(text_of, file)
    plan = read_plan(text, file=file.name)
    async with command_store() as (store, settings), store.begin() as uow:
        await uow.lock_ledger()
        await uow.plans.add(name=plan.name, starts_on=starts_on, toml=text, at=now())
        await uow.audit.add(at=now(), actor="cli", action="policy.apply", subject=plan.name)
    console.print(f"{plan.name} counts from {starts_on}")
    if plan.name == settings.default_plan:
        console.print("It is the default: it is everybody's who has no plan of her own.")
    else:
        console.print(
            f"The default is {settings.default_plan}: nobody is on {plan.name} until people.xlsx "
            f'names it (column plan, 方案), or default_plan = "{plan.name}" stands in '
            f"{settings.home / 'foothold.toml'}.",
            markup=False,
        )


async def show_plans() -> None:
    """List plan versions."""
    async with command_store() as (store, _), store.read() as uow:
        versions = (await uow.plans.versions()).values()
    for version in versions:
        console.print(f"{version.plan.name} v{version.version} from {version.starts_on}")


async def link_person(number: str) -> None:
    """Print a code; it is not stored in the clear."""
    async with command_store() as (store, settings), store.begin() as uow:
        found = (await uow.people.by_number([number])).get(number)
        if found is None:
            raise NotFound("error.nobody_of_that_name", name=number)
        code = await offer_code(uow, found[0], at=now())
    console.print(f"{code} (good once, for 15 minutes)")
    console.print(f"{settings.address}/chat/enter?code={code}", style="bold")


async def verify_audit() -> None:
    """Check the chain; exit 1 where it is broken."""
    async with command_store() as (store, _), store.read() as uow:
        broken, tail = await uow.audit.verify()
    if broken is not None:
        sys.exit(f"foothold: audit rows were changed from row {broken} on")
    console.print(f"audit chain is whole; {tail} rows not sealed yet")


def _print_rows(rows: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        console.print("nothing is waiting")
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    print_table(console, columns, [[row.get(name, "") for name in columns] for row in rows])
