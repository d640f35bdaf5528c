"""xAPI statements (1.0.3): read exactly or refused by field, and made the events they amount to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID, uuid4

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from rules.errors import Invalid
from rules.xapi import Attempt, attempt
from storage.unit_of_work import UnitOfWork

#: The type of the event that carries a statement.
TYPE = "xapi.statement"
_COURSE = "http://adlnet.gov/expapi/activities/course"
#: A 64-bit database has no older or newer than this.
_YEARS = range(1970, 2200)
_LONGEST_ID = 500
#: What the receiver may set itself: two statements that differ in it say the same.
_SET_BY_RECEIVER = ("stored", "authority", "version")


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("has a NUL character")
    return text


def _iri(text: str) -> str:
    if ":" not in text:
        raise ValueError("is not an IRI such as https://lms.example/courses/7")
    return text


def _said(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("is not text")  # noqa: TRY004 - pydantic's way
    return value


def _flag(value: object) -> object:
    if value is not None and not isinstance(value, bool):
        raise ValueError("is not true or false")
    return value


def _in_range(at: datetime) -> datetime:
    if at.year not in _YEARS:
        raise ValueError("is not a year of our time")
    return at.astimezone(UTC)


def _mail(address: str) -> str:
    name, _, rest = address.partition(":")
    if name.lower() != "mailto" or "@" not in rest:
        raise ValueError("is not like mailto:li.lei@example.com")
    return f"mailto:{rest.strip().lower()}"


_Text = Annotated[str, BeforeValidator(_said), AfterValidator(_no_nul)]
_Key = Annotated[_Text, Field(min_length=1, max_length=200)]
_Iri = Annotated[_Text, Field(min_length=1, max_length=_LONGEST_ID), AfterValidator(_iri)]
_Flag = Annotated[bool | None, BeforeValidator(_flag)]
_Moment = Annotated[AwareDatetime, BeforeValidator(_said), AfterValidator(_in_range)]


class _Part(BaseModel):
    """What Foothold has no use for is kept with the statement, and passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Account(_Part):
    """An account in another system; `name` is the employee number."""

    name: _Key
    homePage: _Text = ""  # noqa: N815 - xAPI's own name


class Actor(_Part):
    """Who did it, by exactly one identifier; a group may have none."""

    objectType: Literal["Agent", "Group"] = "Agent"  # noqa: N815 - xAPI's own name
    account: Account | None = None
    mbox: Annotated[_Text, AfterValidator(_mail)] | None = None
    mbox_sha1sum: _Text | None = None
    openid: _Text | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        named = [self.account, self.mbox, self.mbox_sha1sum, self.openid]
        count = sum(one is not None for one in named)
        if count > 1 or (self.objectType == "Agent" and not count):
            raise ValueError("needs exactly one of account, mbox, mbox_sha1sum, openid")
        return self


class DoneVerb(_Part):
    """What was done."""

    id: _Iri


class Definition(_Part):
    """What kind of activity it is."""

    type: _Text = ""


class Activity(_Part):
    """What it was done with: an activity, or something that is none of ours."""

    objectType: Literal["Activity", "Agent", "Group", "SubStatement", "StatementRef"] = "Activity"  # noqa: N815 - xAPI's own name
    id: Annotated[_Text, Field(min_length=1, max_length=_LONGEST_ID)] | None = None
    definition: Definition = Definition()

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if self.objectType == "Activity" and self.id is None:
            raise ValueError("needs an id")
        return self


class Marks(_Part):
    """A score; `scaled` is from -1 to 1."""

    scaled: Annotated[Decimal, Field(ge=-1, le=1)] | None = None


class Ending(_Part):
    """How it ended."""

    success: _Flag = None
    completion: _Flag = None
    score: Marks | None = None


class Statement(_Part):
    """xapi.statement: one xAPI statement, as a learning system wrote it."""

    id: UUID
    actor: Actor
    verb: DoneVerb
    object: Activity
    result: Ending = Ending()
    timestamp: _Moment | None = None

    @property
    def attempt(self) -> Attempt | None:
        """What it comes to for a course, if it is about one activity of one person."""
        if self.actor.objectType != "Agent" or self.object.objectType != "Activity":
            return None
        return attempt(self.verb.id, completion=self.result.completion, success=self.result.success)

    @property
    def employee(self) -> str:
        """The employee number of the actor's account; empty where she is named otherwise."""
        return self.actor.account.name.strip() if self.actor.account else ""

    @property
    def email(self) -> str:
        """The actor's e-mail in small letters; empty where she is named otherwise."""
        return (self.actor.mbox or "").removeprefix("mailto:")

    @property
    def names_a_course(self) -> bool:
        """Whether the activity says that it is a course, or nothing on what it is."""
        return self.object.definition.type in ("", _COURSE)


def read_statements(parsed: object, *, given_id: str = "") -> list[dict[str, object]]:
    """Give the statements of a body, each whole and with an id; `given_id` is the address's.

    Raises `Invalid` with the field of the first that is wrong: none of them is to be stored then.
    """
    if isinstance(parsed, list):
        if given_id:
            raise Invalid("statementId", "goes with one statement, not with several")
        statements = [_checked(raw, f"{at}.") for at, raw in enumerate(parsed)]
        ids = [str(one["id"]) for one in statements]
        twice = next((at for at, one in enumerate(ids) if one in ids[:at]), None)
        if twice is not None:
            raise Invalid(f"{twice}.id", "is in this batch twice")
        return statements
    if given_id and isinstance(parsed, dict):
        said = parsed.get("id", given_id)
        if str(said).lower() != given_id.lower():
            raise Invalid("id", "differs from statementId")
        parsed = {**parsed, "id": given_id}
    return [_checked(parsed, "")]


def event_of(statement: Mapping[str, object], *, received_at: datetime) -> dict[str, object]:
    """Give a statement as an event; without a time of its own it happened when it was received."""
    return {
        "id": statement["id"],
        "type": TYPE,
        "occurred_at": statement.get("timestamp") or received_at.isoformat(),
        "version": 1,
        "data": dict(statement),
    }


async def known(uow: UnitOfWork, source: str, ids: Sequence[str]) -> dict[str, str]:
    """Give the digests of the statements that are stored already, by their ids."""
    return {key: entry.body_sha for key, entry in (await uow.inbox.known(source, ids)).items()}


def _checked(raw: object, prefix: str) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise Invalid(prefix.rstrip(".") or "statement", "is not a JSON object")
    given = {key: value for key, value in raw.items() if key not in _SET_BY_RECEIVER}
    given.setdefault("id", str(uuid4()))
    try:
        read = Statement.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise Invalid(f"{prefix}{field}".rstrip("."), reason) from None
    # Ids are compared without case.
    return {**given, "id": str(read.id)}
