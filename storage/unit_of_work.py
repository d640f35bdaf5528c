"""One transaction, and the repositories that speak in it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import cached_property

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.company_calendar import CompanyCalendar
from rules.hiring import CompetencyProfile
from rules.learning import Catalogue
from rules.mentoring import MentoringPolicy
from rules.resume_evidence import Lexicon
from storage.activity import Activities
from storage.alert import Alerts
from storage.attachment import Attachments
from storage.audit import AuditLog
from storage.caller import CALLER, Caller, asking, read_caller
from storage.candidate import Candidates
from storage.chat import ChatEntries
from storage.commission import Ledger
from storage.deal import Deals
from storage.deal_import import DealImports
from storage.delivery import Delivery
from storage.departure import Departures
from storage.fairness import AuditGroups
from storage.figures import FigureBook
from storage.finding import Findings
from storage.first_alert import FirstAlerts
from storage.form_session import FormSessions
from storage.good_news import GoodNewsLog
from storage.hidden_sum import HiddenSums
from storage.hold_back import HoldBacks
from storage.housekeeping import Leftovers
from storage.inbox import Inbox
from storage.interaction import Interactions
from storage.intervention import Interventions
from storage.interview import Interviews
from storage.job import JobRuns
from storage.job_shard import JobShards
from storage.keeping import Keeping
from storage.learning import Learning
from storage.lease import Leases
from storage.link import Links
from storage.mentor_record import MentorRecords
from storage.mentoring import Mentoring
from storage.order import Orders
from storage.outbox import Outbox
from storage.outset import Outset, read_outset
from storage.person import People
from storage.person_record import PersonRecords
from storage.plan import Cache, Plans, ReadPlan
from storage.post import Posts
from storage.preference import Preferences
from storage.probation import Probations
from storage.profile import Profiles
from storage.pulse import Pulses
from storage.reported_deal import ReportedDeals
from storage.retention import Retention
from storage.risk import Risks
from storage.risk_band import RiskBands
from storage.risk_trial import RiskTrials
from storage.roll_out import RollOuts
from storage.rows import together
from storage.server import Server
from storage.takeover import Takeovers
from storage.target import Targets
from storage.threshold import Thresholds
from storage.week_facts import WeekFacts

#: Advisory lock number of everything that changes deals or the ledger (PostgreSQL).
_LEDGER_LOCK = 0x466F6F74


class UnitOfWork:
    """One transaction and the repositories that speak in it. Nobody below the edge commits."""

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        read_plan: ReadPlan,
        plans: Cache,
        calendar: CompanyCalendar,
        catalogue: Catalogue,
        mentoring_policy: MentoringPolicy,
        lexicon: Lexicon,
        hand_profile: CompetencyProfile,
    ) -> None:
        #: Whose workdays are which; of the operator's file, not of the store.
        self.calendar = calendar
        #: What may be learned; of the operator's files too.
        self.catalogue = catalogue
        #: How much mentoring is owed, and who may take how many; of the operator's file.
        self.mentoring_policy = mentoring_policy
        #: Which traits candidates are looked at for, and by which words; of the operator's file.
        self.lexicon = lexicon
        self._hand_profile = hand_profile
        self._connection = connection
        self._read_plan = read_plan
        self._plans = plans

    @cached_property
    def people(self) -> People:
        """The roster."""
        return People(self._connection)

    @cached_property
    def plans(self) -> Plans:
        """Commission plans, their versions, who has which, and locked periods."""
        return Plans(self._connection, read_plan=self._read_plan, cache=self._plans)

    @cached_property
    def deals(self) -> Deals:
        """Deals as known now."""
        return Deals(self._connection)

    @cached_property
    def deal_imports(self) -> DealImports:
        """What sheets of deals did, for as long as they may go back."""
        return DealImports(self._connection)

    @cached_property
    def reported_deals(self) -> ReportedDeals:
        """Deals reported in chat."""
        return ReportedDeals(self._connection)

    @cached_property
    def good_news(self) -> GoodNewsLog:
        """Groups of teams, and which deals were told there."""
        return GoodNewsLog(self._connection)

    @cached_property
    def ledger(self) -> Ledger:
        """Accounts and commission lines."""
        return Ledger(self._connection)

    @cached_property
    def inbox(self) -> Inbox:
        """Events as they came."""
        return Inbox(self._connection)

    @cached_property
    def interactions(self) -> Interactions:
        """What people did in a chat, until it is answered."""
        return Interactions(self._connection)

    @cached_property
    def candidates(self) -> Candidates:
        """Those who applied."""
        return Candidates(self._connection)

    @cached_property
    def interviews(self) -> Interviews:
        """Talks with them, planned and recorded."""
        return Interviews(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        """Notices to be told."""
        return Outbox(self._connection)

    @cached_property
    def delivery(self) -> Delivery:
        """The same on their way."""
        return Delivery(self._connection)

    @cached_property
    def preferences(self) -> Preferences:
        """How persons want to be told things."""
        return Preferences(self._connection)

    @cached_property
    def learning(self) -> Learning:
        """Tests, courses and reminders of persons."""
        return Learning(self._connection)

    @cached_property
    def hidden_sums(self) -> HiddenSums:
        """Answers that hid a sum."""
        return HiddenSums(self._connection)

    @property
    def activities(self) -> Activities:
        """What persons did with customers."""
        return Activities(self._connection)

    @cached_property
    def form_sessions(self) -> FormSessions:
        """Forms that are being asked question by question."""
        return FormSessions(self._connection)

    @cached_property
    def links(self) -> Links:
        """Chat accounts and the codes that tie them to persons."""
        return Links(self._connection)

    @cached_property
    def chat(self) -> ChatEntries:
        """The web chat's own messages."""
        return ChatEntries(self._connection)

    @cached_property
    def attachments(self) -> Attachments:
        """Files that people sent."""
        return Attachments(self._connection)

    @cached_property
    def audit(self) -> AuditLog:
        """Who did or read what."""
        return AuditLog(self._connection)

    @cached_property
    def figures(self) -> FigureBook:
        """How much stands where."""
        return FigureBook(self._connection)

    @cached_property
    def mentoring(self) -> Mentoring:
        """Who mentors whom, and what is owed in a week."""
        return Mentoring(self._connection)

    @cached_property
    def mentor_records(self) -> MentorRecords:
        """What was written about mentees."""
        return MentorRecords(self._connection)

    @cached_property
    def pulses(self) -> Pulses:
        """Ratings of mentoring, and changes proposed to HR."""
        return Pulses(self._connection)

    @cached_property
    def retention(self) -> Retention:
        """Weeks of reps as they were known, and risk models."""
        return Retention(self._connection)

    @cached_property
    def risk_bands(self) -> RiskBands:
        """What the speaking model said of reps, and its watch."""
        return RiskBands(self._connection)

    @cached_property
    def first_alerts(self) -> FirstAlerts:
        """First alerts, and what was done about them."""
        return FirstAlerts(self._connection)

    @cached_property
    def thresholds(self) -> Thresholds:
        """Proposed thresholds, and the versions that HR approved."""
        return Thresholds(self._connection)

    @cached_property
    def week_facts(self) -> WeekFacts:
        """What was known of a week of reps' work."""
        return WeekFacts(self._connection)

    @cached_property
    def risk_trials(self) -> RiskTrials:
        """A newer risk model in its shadow weeks."""
        return RiskTrials(self._connection)

    @cached_property
    def audit_groups(self) -> AuditGroups:
        """Groups of reps, for the fairness audit alone."""
        return AuditGroups(self._connection)

    @cached_property
    def roll_outs(self) -> RollOuts:
        """Teams that are told in turn."""
        return RollOuts(self._connection)

    @cached_property
    def hold_backs(self) -> HoldBacks:
        """Whose first alert is told later by chance."""
        return HoldBacks(self._connection)

    @cached_property
    def departures(self) -> Departures:
        """How persons left."""
        return Departures(self._connection)

    @cached_property
    def posts(self) -> Posts:
        """Posts by person and day."""
        return Posts(self._connection)

    @cached_property
    def server(self) -> Server:
        """The database itself: its version, clock and schema."""
        return Server(self._connection)

    @cached_property
    def targets(self) -> Targets:
        """Targets by month: who knew which when."""
        return Targets(self._connection)

    @cached_property
    def probations(self) -> Probations:
        """Contracts and the facts of probations."""
        return Probations(self._connection)

    @cached_property
    def profiles(self) -> Profiles:
        """What candidates are held against, and what was decided about them."""
        return Profiles(self._connection, hand=self._hand_profile)

    @cached_property
    def risks(self) -> Risks:
        """Assessments of new reps, and who objects to them."""
        return Risks(self._connection)

    @cached_property
    def alerts(self) -> Alerts:
        """Alerts, and what was said about each."""
        return Alerts(self._connection)

    @cached_property
    def interventions(self) -> Interventions:
        """What was done about alerts, and how it went."""
        return Interventions(self._connection)

    def together(self) -> AbstractAsyncContextManager[None]:
        """Let the rows that the block writes go to the database in one statement."""
        return together(self._connection)

    async def caller(self, channel: str, address: str, act: str, since: datetime) -> Caller:
        """Tell who did an act; a form that last came forward before `since` is over."""
        given = asking(channel, address, act, since)
        return read_caller((await CALLER.rows(self._connection, **given))[0])

    async def outset(self) -> Outset:
        """Give what an ingestion starts from; it stays so under `lock_ledger`."""
        return await read_outset(self._connection, self.plans)

    @cached_property
    def orders(self) -> Orders:
        """What HR ordered in chat, and signed plans."""
        return Orders(self._connection)

    @cached_property
    def takeovers(self) -> Takeovers:
        """Who takes over what from whoever leaves."""
        return Takeovers(self._connection)

    @cached_property
    def person_records(self) -> PersonRecords:
        """All that is stored of one person."""
        return PersonRecords(self._connection)

    @cached_property
    def keeping(self) -> Keeping:
        """How long records of work are kept."""
        return Keeping(self._connection)

    @cached_property
    def jobs(self) -> JobRuns:
        """Slots of jobs, and who cuts them."""
        return JobRuns(self._connection)

    @cached_property
    def job_shards(self) -> JobShards:
        """Shards of slots, and who settles them."""
        return JobShards(self._connection)

    @cached_property
    def leases(self) -> Leases:
        """What one process alone may do for a while."""
        return Leases(self._connection)

    @cached_property
    def findings(self) -> Findings:
        """What reconciliation compares and found."""
        return Findings(self._connection)

    @cached_property
    def leftovers(self) -> Leftovers:
        """What is past its time."""
        return Leftovers(self._connection)

    async def lock_ledger(self) -> None:
        """Wait until nobody else changes deals or the ledger; held to the end of the transaction.

        SQLite has one writer anyway. On PostgreSQL ingestion is one group commit at a time, so
        running totals are read and written without a race and rows of a subject are numbered in
        commit order (docs/decisions/0003).
        """
        if self._connection.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:n)")
            await self._connection.execute(lock, {"n": _LEDGER_LOCK})
