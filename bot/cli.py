"""The command line. Each command imports what it needs, so that `--help` stays instant."""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

app = App(
    name="foothold",
    help="Foothold (站稳): a chat bot that keeps new sales reps through their probation.",
    version="0.1.0",
)
commission = App(name="commission", help="Price deals under a plan.")
events = App(name="events", help="Events that were refused or wait for something.")
notices = App(name="notices", help="Notices that may not have arrived.")
jobs = App(name="jobs", help="What Foothold does unasked.")
policy = App(name="policy", help="Check, apply and show commission plans.")
person = App(name="person", help="One person: link her chat.")
people = App(name="people", help="Everybody: whom the bot can not reach.")
mentoring = App(name="mentoring", help="Who mentors whom, and mentors' leave.")
audit = App(name="audit", help="Who did or read what.")
db = App(name="db", help="The database.")
slack = App(name="slack", help="The app in Slack.")
probation = App(name="probation", help="Who is on probation, and the evidence of one person.")
retention = App(name="retention", help="Who is likely to leave: how well a model tells.")
wecom = App(name="wecom", help="The app in WeCom.")
dingtalk = App(name="dingtalk", help="The app in DingTalk.")
for group in (
    commission,
    events,
    notices,
    jobs,
    policy,
    person,
    people,
    mentoring,
    audit,
    db,
    slack,
    wecom,
    dingtalk,
    probation,
    retention,
):
    app.command(group)

Json = Annotated[bool, Parameter(name="--json", negative="")]


@app.command
async def demo(*, port: int = 8765, data: Path | None = None, fast: bool = False) -> None:
    """Start a sample company on a fresh SQLite file, with deals coming in.

    Parameters
    ----------
    port: where the web chat listens, on this machine only.
    data: the folder for its data; a fresh temporary one if not given.
    fast: play four weeks in two minutes, to see what comes by the clock.

    """
    from bot.demo.run import run_demo

    await run_demo(port=port, data=data, is_fast=fast)


@app.command
async def run(*roles: Literal["web", "relay", "worker", "clock"]) -> None:
    """Run Foothold with the settings of $FOOTHOLD_HOME until it is stopped.

    Parameters
    ----------
    roles: what this process is for; everything if not given. More than one process needs
        PostgreSQL, and a worker Redis.

    """
    from bot.commands import run_site

    await run_site(roles)


@app.command
async def doctor(*, json: Json = False) -> None:
    """Say what is wrong with this site, and what mends it; exit 1 if anything is."""
    from bot.doctor.report import run_doctor

    await run_doctor(as_json=json)


@app.command
async def console(
    *,
    as_: Annotated[str | None, Parameter(name="--as")] = None,
    code: str | None = None,
) -> None:
    """Chat with Foothold in this terminal; Ctrl-D ends.

    Parameters
    ----------
    as_: the number of the person to be; in a demo company only.
    code: the one-time code of `foothold person link NUMBER`; it says who one is.

    """
    from bot.commands import chat_here

    await chat_here(number=as_, code=code)


@app.command(name="import")
async def import_(
    kind: Literal["people", "deals", "assessments", "enrolments", "activities"],
    file: Path,
    *,
    source: str = "excel",
    currency: str = "CNY",
    dry_run: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Take people, deals, tests, courses of persons or activities in from an .xlsx or .csv file.

    Parameters
    ----------
    source: the system of record; the same deal of the same source is one deal.
    currency: for rows that name none.
    dry_run: show what would change and stop.

    """
    from bot.importing import import_file

    await import_file(kind, file, source=source, currency=currency, is_dry=dry_run)


@commission.command
async def quote(
    *,
    plan: Path,
    deals: Path,
    zone: str = "Asia/Shanghai",
    on: date | None = None,
    json: Json = False,
) -> None:
    """Price a list of deals under a plan, event by event.

    Parameters
    ----------
    plan: the plan as TOML (docs/reference/plan.md).
    deals: events as .json or .jsonl, or deals as .csv or .xlsx.
    zone: where the days of the deals begin and end.
    on: the day as of which states are given; the last event's if not given.

    """
    from bot.quote import print_quote

    await print_quote(plan, deals, zone=zone, on=on, as_json=json)


@app.command
def understand(text: str, *, json: Json = False) -> None:
    """Show what Foothold makes of a sentence.

    Parameters
    ----------
    text: what somebody might type.

    """
    from bot.commands import print_understanding

    print_understanding(text, as_json=json)


@app.command
def schema(name: str) -> None:
    """Print the JSON schema of an event type, such as deal.closed.

    Parameters
    ----------
    name: an event type, or "list" for all of them.

    """
    from bot.commands import print_schema

    print_schema(name)


@app.command
async def send_test(number: str) -> None:
    """Send a person a test message, and print what her platform said.

    Parameters
    ----------
    number: her employee number.

    """
    from bot.send_test import send_test as sent

    await sent(number)


@wecom.command(name="checklist")
async def wecom_checklist(*, json: Json = False) -> None:
    """Say what to set in WeCom's admin console, line by line, and what is set already.

    Exit 1 if anything is wrong. Nobody is sent anything.
    """
    from bot.doctor.report import run_checklist

    await run_checklist(as_json=json)


@dingtalk.command(name="permissions")
async def dingtalk_permissions(*, json: Json = False) -> None:
    """Say which permissions DingTalk has to give the app, what for, and which are given.

    Exit 1 if one is missing. Nobody is sent anything; a few calls of the month are used.
    """
    from bot.doctor.report import run_permissions

    await run_permissions(as_json=json)


@slack.command(name="manifest")
def slack_manifest(*, url: str = "", language: Literal["zh", "en"] = "zh") -> None:
    """Print the app's manifest, to be pasted at api.slack.com.

    Parameters
    ----------
    url: where Slack reaches us, https://.../slack/events; without it for Socket Mode.
    language: of what people read in Slack's menus.

    """
    from bot.commands import print_slack_manifest

    print_slack_manifest(url, language=language)


@wecom.command(name="menu")
async def wecom_menu(*, language: Literal["zh", "en"] = "zh") -> None:
    """Put a menu under the app's chat, in place of the one that is there.

    Parameters
    ----------
    language: of what people read in it.

    """
    from bot.commands import publish_wecom_menu

    await publish_wecom_menu(language=language)


@events.command(name="list")
async def list_events(*, json: Json = False) -> None:
    """List refused and parked events with the reason."""
    from bot.commands import list_events as listed

    await listed(as_json=json)


@events.command(name="replay")
async def replay_events(*ids: str) -> None:
    """Take refused and parked events in again, all or those named.

    Parameters
    ----------
    ids: event ids as listed.

    """
    from bot.commands import replay_events as replayed

    await replayed(ids)


@notices.command(name="list")
async def list_notices(*, json: Json = False) -> None:
    """List notices that are unknown or dead."""
    from bot.commands import list_notices as listed

    await listed(as_json=json)


@notices.command(name="replay")
async def replay_notices(*ids: int) -> None:
    """Send unknown or dead notices again.

    Parameters
    ----------
    ids: notice ids as listed.

    """
    from bot.commands import replay_notices as replayed

    await replayed(ids)


@jobs.command(name="list")
async def list_jobs(*, json: Json = False) -> None:
    """List all jobs with their next slot and how the last one ended."""
    from bot.job_commands import list_jobs as listed

    await listed(as_json=json)


@jobs.command(name="run")
async def run_job(name: str, *, at: datetime | None = None) -> None:
    """Run one slot of a job now, in this process.

    Parameters
    ----------
    name: a job as listed.
    at: the slot, such as 2026-12-01T06:52; now if not given.

    """
    from bot.job_commands import run_job as ran

    await ran(name, at)


@mentoring.command(name="pair")
async def pair_mentor(
    rep: str,
    *,
    mentor: str,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
) -> None:
    """Let somebody mentor a rep, in place of whoever does now; they are told.

    Parameters
    ----------
    rep: the rep's employee number.
    mentor: the mentor's employee number.
    from_: the first day; today if not given.

    """
    from bot.mentoring_commands import pair_mentor as paired

    await paired(rep, mentor=mentor, since=from_)


@mentoring.command(name="leave")
async def mentor_leave(
    mentor: str,
    *,
    from_: Annotated[date, Parameter(name="--from")],
    to: date,
) -> None:
    """Note that a mentor is away: she owes nothing then, and a stand-in is proposed to HR.

    Parameters
    ----------
    mentor: the mentor's employee number.
    from_: the first day away.
    to: the last day away.

    """
    from bot.mentoring_commands import note_leave

    await note_leave(mentor, first=from_, last=to)


@policy.command
def check(file: Path) -> None:
    """Check a plan file and show its tiers.

    Parameters
    ----------
    file: the plan as TOML.

    """
    from bot.commands import check_plan

    check_plan(file)


@policy.command
async def apply(file: Path, *, starts_on: date) -> None:
    """Store a plan file as a new version from a day on.

    Parameters
    ----------
    file: the plan as TOML.
    starts_on: the first day it counts.

    """
    from bot.commands import apply_plan

    await apply_plan(file, starts_on=starts_on)


@policy.command
async def show() -> None:
    """List the stored plan versions."""
    from bot.commands import show_plans

    await show_plans()


@people.command
async def unreachable(
    *, json: Json = False, try_again: Annotated[bool, Parameter(negative="")] = False
) -> None:
    """List the chats that their platform says nothing reaches, with its reason and since when.

    Parameters
    ----------
    try_again: take all of them for alive, say after the app's range was mended.

    """
    from bot.people_commands import list_unreachable

    await list_unreachable(as_json=json, try_again=try_again)


@person.command
async def link(number: str) -> None:
    """Make a one-time code with which a person links her chat.

    Parameters
    ----------
    number: her employee number.

    """
    from bot.commands import link_person

    await link_person(number)


@probation.command(name="list")
async def list_probations(*, json: Json = False) -> None:
    """List running probations with the last day on which an ending can be delivered."""
    from bot.probation_list import list_probations as listed

    await listed(as_json=json)


@probation.command
async def dossier(number: str, *, out: Path) -> None:
    """Write the evidence of one person as a workbook and as a page to print.

    Parameters
    ----------
    number: her employee number.
    out: the folder for the two files.

    """
    from bot.probation_list import write_files

    await write_files(number, out)


@retention.command
async def evaluate(
    *,
    data: Path,
    roles: Path | None = None,
    rep: str = "",
    when: str = "",
    joined: str = "",
    left: str = "",
    exit_: Annotated[str, Parameter(name="--exit")] = "",
    left_in: Literal["next", "this"] | None = None,
    features: Annotated[list[str] | None, Parameter(negative="")] = None,
    drop: Annotated[list[str] | None, Parameter(negative="")] = None,
    words: Annotated[list[str] | None, Parameter(negative="")] = None,
    known_after: Annotated[list[str] | None, Parameter(negative="")] = None,
    dates: Literal["mdy", "dmy"] | None = None,
    unit: Literal["week", "month"] | None = None,
    horizon: int | None = None,
    train_before: str = "",
    test_from: str = "",
    test_to: str = "",
    landmark: int | None = None,
    share: float | None = None,
    predictions: Path | None = None,
    json: Json = False,
) -> None:
    """Train on the early part of a table of reps by week, measure on the late part.

    Parameters
    ----------
    data: the table as .csv; a row per rep and period (docs/reference/retention.md).
    roles: what its columns are, as TOML; a flag beside it counts more.
    rep: the column that says whose row it is.
    when: the column of the week, month or date.
    joined: the column of the day, or week, of joining.
    left: the column that is 1 where she left.
    exit_: the column of the day, or period, of leaving; in place of --left.
    left_in: whether --left tells of the period after its row or of the row's own.
    features: a column that may be a feature, given once for each; all others if not given.
    drop: a column that may not, given once for each.
    words: a column of words that looks like numbers.
    known_after: "column=periods" or "column=quarter": when its value can be used.
    dates: how dates with dashes or slashes are written.
    unit: what a period is.
    horizon: how many periods ahead.
    train_before: train on rows before this period or date.
    test_from: test on rows from this period or date.
    test_to: test on rows up to this period or date.
    landmark: judge each rep once, so many whole periods after joining.
    share: of rows, or of reps with --landmark, to train on where no date is given.
    predictions: a file for the risk and reasons of each tested row.

    """
    from bot.retention_evaluate import print_evaluation

    given = {
        "rep": rep, "when": when, "joined": joined, "left": left, "exit": exit_,
        "left_in": left_in, "features": features, "drop": drop, "words": words,
        "known_after": known_after, "dates": dates, "unit": unit, "horizon": horizon,
        "train_before": train_before, "test_from": test_from, "test_to": test_to,
        "landmark": landmark, "share": share,
    }  # fmt: skip
    await print_evaluation(data, roles, given, predictions=predictions, as_json=json)


@retention.command(name="train")
async def train_model(*, json: Json = False) -> None:
    """Fit on this site's snapshots, judge by time, and let the model speak where it may."""
    from bot.retention_site import train_model as trained

    await trained(as_json=json)


@retention.command(name="score")
async def score_reps(*, json: Json = False) -> None:
    """List each rep's band and what goes together with it; the look is audited."""
    from bot.retention_site import print_scores

    await print_scores(as_json=json)


@retention.command(name="report")
async def retention_report(*, json: Json = False) -> None:
    """Show who stayed of each hire month."""
    from bot.retention_site import print_report

    await print_report(as_json=json)


@retention.command(name="pin")
async def pin_model(number: int | None = None) -> None:
    """Let one model speak until you say otherwise; without a number, the rules.

    Parameters
    ----------
    number: a model as `train` printed it.

    """
    from bot.retention_site import pin_model as pinned

    await pinned(number)


@retention.command(name="roll-back")
async def roll_back_model() -> None:
    """Let the model speak that spoke before."""
    from bot.retention_site import roll_back_model as rolled_back

    await rolled_back()


@retention.command(name="card")
async def model_card(number: int, *, out: Path) -> None:
    """Write what a model reads, what it was measured at, and what it is not for.

    Parameters
    ----------
    number: a model as `train` printed it.
    out: the file to write, as JSON.

    """
    from bot.retention_site import write_card

    await write_card(number, out)


@audit.command
async def verify() -> None:
    """Check the chain of audit rows."""
    from bot.commands import verify_audit

    await verify_audit()


@db.command
async def upgrade(*, backup: bool = True) -> None:
    """Bring the database to the schema of this release, after a backup.

    Parameters
    ----------
    backup: --no-backup goes on without one, where you made your own.

    """
    from bot.upkeep import upgrade_database

    await upgrade_database(is_backed_up=backup)


@db.command(name="check")
async def check_database(*, json: Json = False) -> None:
    """Look over schema, file, references, ledger sums and audit chain; exit 1 on a failure."""
    from bot.upkeep import check_database as checked

    await checked(as_json=json)


@db.command
async def backup(*, json: Json = False) -> None:
    """Write database, key and settings to one file in $FOOTHOLD_HOME/backups."""
    from bot.upkeep import back_up_site

    await back_up_site(as_json=json)


@db.command
async def restore(file: Path, *, json: Json = False) -> None:
    """Put a backup back; what is there now is kept as a backup first.

    Parameters
    ----------
    file: a .tar that `foothold db backup` wrote.

    """
    from bot.upkeep import restore_site

    await restore_site(file, as_json=json)
