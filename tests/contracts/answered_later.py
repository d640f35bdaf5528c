"""Facts of what is answered about risk, teams, files and good news, with one name for everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from rules.alert import AlertAnswered, AlertFacts, AskFine, AskHandOver, RiskList
from rules.attachment import XLSX, AttachmentKept, AttachmentKind, AttachmentPut, AttachmentShown
from rules.commission_export import CommissionExport
from rules.earning import States
from rules.good_news import GoodNews, GoodNewsAnswer, GroupAnswer, Stage
from rules.held_data import AskObjection, HeldData, ObjectionSaved
from rules.intervention import AskIntervention, InterventionSaved, OutcomeSaved
from rules.learning import Progress
from rules.mentor_joint import AskJoint, JointSaved
from rules.mentor_leave import AskLeave, LeaveNoted
from rules.my_mentor import MyMentor
from rules.my_probation import MyProbation
from rules.probation_view import Dossier, DossierReady
from rules.risk_band import BandTold
from rules.score import AskScore, ScoreDraft, ScoreKept, TestResult
from rules.statement import Change, StatementLine
from rules.team import TeamMember, TeamStatus
from tests.contracts.alerts import SIGNALS

_DAY = date(2026, 11, 24)
_SUM = 45_000


def of_risk(name: str) -> tuple[object, ...]:
    """Give what is answered about alerts, as HR reads it: there is nothing that tells more."""
    one = AlertFacts(
        alert_id=1,
        name=name,
        week=9,
        signals=SIGNALS,
        owner=name,
        level="red",
        band=BandTold(stage="prior", band="low", of=100, some=4, low=2, high=8),
        read_by=(name,),
    )
    return (
        one,
        AlertAnswered(what="taken", alert=one, who=name),
        AskFine(alert=one),
        AskHandOver(alert=one, people=((2, name),)),
        RiskList(alerts=(one,), watched=1, is_hr=True),
        AskIntervention(alert_id=1, name=name, note=name),
        InterventionSaved(
            name=name, kind="talk", note=name, due_on="2026-12-01", check_on="2026-12-08"
        ),
        OutcomeSaved(name=name, outcome="better"),
        HeldData(
            courses_due=3, ratings=4, deals=5, since=_DAY, assessments=2, reads=1, alerts=1, bands=4
        ),
        AskObjection(wish="object"),
        ObjectionSaved(wish="object", is_new=True),
    )


def of_files(name: str) -> tuple[object, ...]:
    """Give what is answered by a file, or about one."""
    line = StatementLine(
        line_id=1, title=name, change=Change.NEW, on_day=_DAY, minor=_SUM, catch_up=0
    )
    return (
        AttachmentKept(
            id=1, kind=AttachmentKind.PHOTO, name=name, size=9, mentees=((1, name),), days=30
        ),
        AttachmentKept(id=2, kind=AttachmentKind.VOICE, name="a.amr", size=9, words=name, days=30),
        AttachmentPut(id=1, state="kept", name=name, days=30),
        AttachmentShown(name="x.xlsx", media_type=XLSX, content=b"x"),
        CommissionExport(
            person_name=name,
            number="A1",
            is_agent=False,
            period="2026-11",
            currency="CNY",
            lines=(line,),
            total=_SUM,
            states=States(provisional=_SUM, earned=0, payable=0, paid=0),
        ),
        DossierReady(
            person_id=1,
            dossier=Dossier(
                name=name,
                number="A1",
                written_at=datetime(2026, 11, 24, tzinfo=UTC),
                tables=(("业绩 Results", ("month", "which"), (("2026-11", name),)),),
            ),
            ending="xlsx",
        ),
    )


def of_teams(name: str) -> tuple[object, ...]:
    """Give what a manager and her reports ask about themselves, and what a group is told."""
    member = TeamMember(
        name=name,
        number="A1",
        done=1,
        pass_bar=3,
        courses_due=1,
        courses_open=2,
        probation_days=30,
    )
    result = TestResult(
        name=name,
        number="A1",
        domain={"zh": name, "en": name},
        value=Decimal(52),
        out_of=Decimal(100),
        percent=Decimal(52),
        pass_mark=Decimal(70),
        taken_on=_DAY,
    )
    progress = Progress(completed=1, total=2, due=1, due_completed=0)
    return (
        AskScore(domains=(("product", {"zh": name, "en": name}),), today=_DAY, name=name),
        ScoreDraft(result=result, argument="1"),
        ScoreKept(result=result, progress=progress),
        TeamStatus(month="2026-11", members=(member,), total=1, skipped=0),
        MyMentor(name=name, since=_DAY, stand_in=name, stands_in_until=_DAY),
        MyProbation(ends_on=_DAY, days_left=1, criteria=name),
        GoodNewsAnswer(stage=Stage.PREVIEW, news=GoodNews(deal_id=1, name=name, product=name)),
        GroupAnswer(is_bound=True),
        AskJoint(argument="1", mentees=((1, name),), values={1: name}),
        JointSaved(lines=((1, name, name),), absent=(name,)),
        AskLeave(first="2026-12-01", last="2026-12-03"),
        LeaveNoted(first="2026-12-01", last="2026-12-03", weeks=("2026-11-30",), mentees=(name,)),
    )
