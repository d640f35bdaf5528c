"""The program and its groups of commands."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

app = App(
    name="foothold",
    help="Foothold (站稳): a chat bot that keeps new sales reps through their probation.",
    version="0.1.0",
)
commission = App(name="commission", help="Price deals under a plan.")
events = App(name="events", help="Events that were refused or wait for something.")
imports = App(name="imports", help="Sheets of deals that came by command, and their way back.")
notices = App(name="notices", help="Notices that may not have arrived.")
jobs = App(name="jobs", help="What Foothold does unasked.")
policy = App(name="policy", help="Check, apply and show commission plans.")
person = App(name="person", help="One person: link her chat, give out or erase what is held.")
export = App(name="export", help="Files for offices: roster, audit log, a period's ledger.")
people = App(name="people", help="Everybody: whom the bot can not reach.")
mentoring = App(name="mentoring", help="Who mentors whom, and mentors' leave.")
audit = App(name="audit", help="Who did or read what.")
db = App(name="db", help="The database.")
slack = App(name="slack", help="The app in Slack.")
probation = App(name="probation", help="Who is on probation, and the evidence of one person.")
retention = App(name="retention", help="Who is likely to leave: how well a model tells.")
hiring = App(name="hiring", help="Candidates, and the profile that they are held against.")
wecom = App(name="wecom", help="The app in WeCom.")
dingtalk = App(name="dingtalk", help="The app in DingTalk.")
for group in (
    commission,
    events,
    imports,
    notices,
    jobs,
    policy,
    person,
    export,
    people,
    mentoring,
    audit,
    db,
    slack,
    wecom,
    dingtalk,
    probation,
    retention,
    hiring,
):
    app.command(group)

Json = Annotated[bool, Parameter(name="--json", negative="")]
