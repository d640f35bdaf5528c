"""All tables of the shared store: money is `Minor`, time is `UtcDateTime`."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import Id, Minor, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("number", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("roles", String(200), nullable=False),
    Column("engagement", String(16), nullable=False),
    Column("manager_number", String(64)),
    Column("email", String(320)),
    Column("zone", String(64), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("hired_on", Date),
    Column("probation_ends_on", Date),
    Column("confirmed_on", Date),
    Column("left_on", Date),
    Column("post", String(200)),
    Column("branch", String(200)),
    #: Field name -> [version, time, event id] of the newest word on it, as JSON.
    Column("stamps", Text, nullable=False),
)

plan_version = Table(
    "plan_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("toml", Text, nullable=False),
    Column("applied_at", UtcDateTime, nullable=False),
    #: Rises when its text loses the number of somebody erased; nothing else ever changes it.
    Column("revision", Integer, nullable=False, server_default="0"),
    UniqueConstraint("name", "version"),
)

#: From a day on a person has this plan, until her next row; plan_name None is the site's default.
plan_assignment = Table(
    "plan_assignment",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("plan_name", String(64), nullable=False),
    PrimaryKeyConstraint("person_id", "starts_on"),
)

#: A closed period of a plan: later events post to the open one.
period_lock = Table(
    "period_lock",
    metadata,
    Column("plan_name", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("locked_at", UtcDateTime, nullable=False),
    Column("locked_by", Id, ForeignKey("person.id")),
    Column("paid_on", Date),
    PrimaryKeyConstraint("plan_name", "period"),
)

#: Every event as it came, and what became of it.
inbox = Table(
    "inbox",
    metadata,
    Column("source", String(64), nullable=False),
    Column("ext_id", String(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("body_sha", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("raw", Text, nullable=False),
    Column("answer", Text, nullable=False),
    #: What a parked event needs: "person:A001", "deal:crm/D1", "plan:A001".
    Column("waits_for", String(300)),
    #: From an import: told in a digest at most, never at once.
    Column("is_quiet", Boolean, nullable=False),
    PrimaryKeyConstraint("source", "ext_id"),
    Index("ix_inbox_waits_for", "waits_for"),
    Index("ix_inbox_state_received_at", "state", "received_at"),
)

deal = Table(
    "deal",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("source", String(64), nullable=False),
    Column("number", String(200), nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("customer", String(200), nullable=False),
    Column("product", String(200), nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    #: All that is known with its stamps: shares, payments, refunds, dates (`storage.deal`).
    Column("facts", Text, nullable=False),
    UniqueConstraint("source", "number"),
    Index("ix_deal_closed_at", "closed_at"),
)

#: What a deal has in an account now: the state that prices its next change.
deal_credit = Table(
    "deal_credit",
    metadata,
    Column("deal_id", Id, ForeignKey("deal.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("plan_version_id", Id, ForeignKey("plan_version.id"), nullable=False),
    Column("period", String(16), nullable=False),
    Column("base_minor", Minor, nullable=False),
    Column("posted_minor", Minor, nullable=False),
    #: What a price asks besides: the part of the deal in millionths, and what the margin rate is
    #: worked out with. 0 where the plan does not ask.
    Column("units", Minor, nullable=False, server_default="0"),
    Column("beside_minor", Minor, nullable=False, server_default="0"),
    PrimaryKeyConstraint("deal_id", "person_id", "plan_version_id", "period"),
    Index("ix_deal_credit_account", "person_id", "plan_version_id", "period"),
)

#: Running totals that make the price of a deal independent of how many came before.
account = Table(
    "account",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("plan_version_id", Id, ForeignKey("plan_version.id"), nullable=False),
    Column("period", String(16), nullable=False),
    Column("base_minor", Minor, nullable=False),
    Column("posted_minor", Minor, nullable=False),
    Column("deals", Integer, nullable=False),
    Column("units", Minor, nullable=False, server_default="0"),
    #: What its deals are worth at each step their period may reach, as JSON; none for most plans.
    Column("by_step", Text, nullable=False, server_default="[]"),
    PrimaryKeyConstraint("person_id", "plan_version_id", "period"),
)

#: The ledger: append-only, one row per kind that an event posts to an account.
commission_line = Table(
    "commission_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("plan_version_id", Id, ForeignKey("plan_version.id"), nullable=False),
    Column("period", String(16), nullable=False),
    Column("origin_period", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("deal_id", Id, ForeignKey("deal.id")),
    Column("cause_source", String(64), nullable=False),
    Column("cause_id", String(200), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    #: The inputs of the price, so that "why" can be answered for ever.
    Column("base_before_minor", Minor, nullable=False),
    Column("base_after_minor", Minor, nullable=False),
    Column("deal_base_before_minor", Minor, nullable=False),
    Column("deal_base_after_minor", Minor, nullable=False),
    Column("units_before", Minor, nullable=False, server_default="0"),
    Column("units_after", Minor, nullable=False, server_default="0"),
    Column("beside_before_minor", Minor, nullable=False, server_default="0"),
    Column("beside_after_minor", Minor, nullable=False, server_default="0"),
    Column("all_units_before", Minor, nullable=False, server_default="0"),
    Column("all_units_after", Minor, nullable=False, server_default="0"),
    Column("worth_after_minor", Minor, nullable=False, server_default="0"),
    Column("posted_at", UtcDateTime, nullable=False),
    UniqueConstraint(
        "cause_source",
        "cause_id",
        "person_id",
        "plan_version_id",
        "origin_period",
        "kind",
        name="uq_commission_line_cause",
    ),
    Index("ix_commission_line_person_day", "person_id", "on_day"),
    Index("ix_commission_line_account", "person_id", "plan_version_id", "period"),
)

#: How a person wants to be told things; who never said has no row.
preference = Table(
    "preference",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    #: Minutes after midnight of her own clock; both or none.
    Column("starts_at", Integer),
    Column("ends_at", Integer),
    Column("visiting_until", UtcDateTime),
    Column("snoozed_until", UtcDateTime),
    #: Kinds of notices, by commas.
    Column("muted", Text, nullable=False),
    #: None: as the site does with who never said.
    Column("hides_sums", Boolean),
)

#: Answers that showed **** where a sum stands, with their sums, until somebody taps.
hidden_sum = Table(
    "hidden_sum",
    metadata,
    Column("ref", String(32), primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_hidden_sum_at", "at"),
    Index("ix_hidden_sum_person_id", "person_id"),
)

#: The form that is asked question by question in a chat.
form_session = Table(
    "form_session",
    metadata,
    Column("channel", String(32), nullable=False),
    Column("address", String(200), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("form", LargeBinary, nullable=False),
    #: By input name, as JSON.
    Column("answers", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    #: The id of what its page would send; None where it has no page.
    Column("page", String(64)),
    PrimaryKeyConstraint("channel", "address"),
)

#: Where a person can be reached.
identity = Table(
    "identity",
    metadata,
    Column("channel", String(16), nullable=False),
    Column("address", String(200), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    #: Since when the platform says that nothing reaches it, and in which words; else None.
    Column("dead_at", UtcDateTime),
    Column("dead_reason", String(100)),
    PrimaryKeyConstraint("channel", "address"),
    Index("ix_identity_person_id", "person_id"),
)

#: Chat accounts that were somebody's, until she left or another person got the address.
identity_past = Table(
    "identity_past",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(200), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
    #: "left" or "given away".
    Column("why", String(16), nullable=False),
    Index("ix_identity_past_person_id", "person_id"),
)

#: One-time codes that tie a chat account to a person; only a hash is kept.
link_code = Table(
    "link_code",
    metadata,
    Column("code_sha", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

link_try = Table(
    "link_try",
    metadata,
    Column("channel", String(16), nullable=False),
    Column("address", String(200), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("blocked_until", UtcDateTime),
    PrimaryKeyConstraint("channel", "address"),
)

#: What a person did in a chat that writes, kept until its answer is sent (docs/decisions/0018).
interaction = Table(
    "interaction",
    metadata,
    Column("channel", String(16), nullable=False),
    Column("ext_id", String(200), nullable=False),
    #: None for somebody who is not linked, until she is.
    Column("person_id", Id, ForeignKey("person.id")),
    #: Real time, as is `due_at`.
    Column("received_at", UtcDateTime, nullable=False),
    Column("body_sha", String(64), nullable=False),
    #: received, done, then answered, unknown or dead.
    Column("state", String(16), nullable=False),
    #: Her words and our answer: gone with the last step, when nobody needs them any more.
    Column("raw", LargeBinary),
    Column("answer", LargeBinary),
    #: Attempts to send the answer that may have arrived.
    Column("sends", Integer, nullable=False),
    #: From then on whoever comes first may take it: the end of a lease, or of a pause.
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_token", String(64)),
    PrimaryKeyConstraint("channel", "ext_id"),
    Index("ix_interaction_state_due_at", "state", "due_at"),
    Index("ix_interaction_person_id", "person_id"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dedup_key", String(300), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("facts", Text, nullable=False),
    Column("subject", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    #: These two are real time, never the business clock.
    Column("retry_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("lease_token", String(64)),
    Column("attempts", Integer, nullable=False),
    Column("channel", String(16)),
    #: Whom `rendered` is for. Once it is not hers any more, the notice is rendered anew.
    Column("address", String(200)),
    Column("rendered", LargeBinary),
    Column("remote_ref", String(300)),
    Column("reason", String(300)),
    Column("sent_at", UtcDateTime),
    #: Whether a later message has told her that this one may not have arrived.
    Column("is_mentioned", Boolean, nullable=False),
    #: Real time since which an attempt may have arrived; until when twins of it are told apart.
    Column("maybe_since", UtcDateTime),
    Index("ix_notice_state_priority_id", "state", "priority", "id"),
    Index("ix_notice_subject_id", "subject", "id"),
    Index("ix_notice_person_id_state", "person_id", "state"),
    # Of those with facts alone: housekeeping empties old ones, and never meets them again.
    Index(
        "ix_notice_created_at",
        "created_at",
        sqlite_where=text("facts <> ''"),
        postgresql_where=text("facts <> ''"),
    ),
)

notice_attempt = Table(
    "notice_attempt",
    metadata,
    Column("notice_id", Id, ForeignKey("notice.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(300), nullable=False),
    PrimaryKeyConstraint("notice_id", "n"),
)

chat_entry = Table(
    "chat_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("key", String(300), nullable=False),
    Column("is_from_person", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "key"),
    Index("ix_chat_entry_person_id_id", "person_id", "id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", Text, nullable=False),
)

audit_seal = Table(
    "audit_seal",
    metadata,
    Column("to_id", Id, primary_key=True, autoincrement=False),
    Column("from_id", Id, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
)

#: What somebody alone may do for a while: hold a connection, seal the audit chain.
lease = Table(
    "lease",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("token", String(64), nullable=False),
    #: Real time, the database's.
    Column("until", UtcDateTime, nullable=False),
    #: Rises with each new holder; whoever guards something outside refuses a lower one.
    Column("fencing", Integer, nullable=False),
    Column("value", LargeBinary),
)

#: One slot of one job: `slot` is the intended time, so however often it is due, it is one row.
job_run = Table(
    "job_run",
    metadata,
    Column("job", String(64), nullable=False),
    Column("slot", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    #: False where a person asked for it: the next slot due does not count from such a one.
    Column("is_scheduled", Boolean, nullable=False),
    #: None until it is cut.
    Column("shards", Integer),
    Column("lease_owner", String(100)),
    Column("lease_token", String(64)),
    #: Real time; of a free row: not before this.
    Column("lease_until", UtcDateTime),
    #: Since it last came forward.
    Column("attempts", Integer, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("error", String(300), nullable=False),
    PrimaryKeyConstraint("job", "slot"),
    Index("ix_job_run_state", "state"),
)

#: The ids from lo to hi of a run, of which those up to the cursor are settled.
job_shard = Table(
    "job_shard",
    metadata,
    Column("job", String(64), nullable=False),
    Column("slot", UtcDateTime, nullable=False),
    Column("shard", Integer, nullable=False),
    Column("lo", Id, nullable=False),
    Column("hi", Id, nullable=False),
    Column("cursor", Id, nullable=False),
    Column("state", String(16), nullable=False),
    Column("lease_owner", String(100)),
    Column("lease_token", String(64)),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("error", String(300), nullable=False),
    PrimaryKeyConstraint("job", "slot", "shard"),
    Index("ix_job_shard_state", "state"),
)

#: Whom a job could not be done for; the class and place of the error, never its text.
job_failure = Table(
    "job_failure",
    metadata,
    Column("job", String(64), nullable=False),
    Column("slot", UtcDateTime, nullable=False),
    Column("subject", Id, nullable=False),
    Column("error", String(100), nullable=False),
    Column("reason", String(300), nullable=False),
    PrimaryKeyConstraint("job", "slot", "subject"),
)

#: What reconciliation found in the range of ids that begins at `lo`.
finding = Table(
    "finding",
    metadata,
    Column("slot", UtcDateTime, nullable=False),
    Column("lo", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("count", Integer, nullable=False),
    #: The first few, as a JSON list.
    Column("subjects", Text, nullable=False),
    PrimaryKeyConstraint("slot", "lo", "kind"),
)
