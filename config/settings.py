"""The operator's settings: FOOTHOLD_* over foothold.toml over these defaults."""

from __future__ import annotations

import base64
import binascii
import os
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self, get_args
from urllib.parse import unquote, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from config.database_url import with_driver
from config.document import did_you_mean
from config.platforms import DingTalkSettings, Mode, SlackSettings, WeComSettings
from rules.errors import FootholdError
from rules.good_news import Group

FILE = "foothold.toml"
_PREFIX = "FOOTHOLD_"


class HookSource(BaseModel):
    """One system that sends events; two secrets are good while one replaces the other."""

    model_config = ConfigDict(extra="forbid")

    secret: SecretStr
    old_secret: SecretStr | None = None

    @field_validator("secret", "old_secret")
    @classmethod
    def _signs(cls, value: SecretStr | None) -> SecretStr | None:
        try:
            base64.b64decode(value.get_secret_value().removeprefix("whsec_") if value else "")
        except (binascii.Error, ValueError):
            raise ValueError("write whsec_ and 32 random bytes in base64") from None
        return value


class XapiSource(BaseModel):
    """One learning system that sends xAPI statements; its name is the user of Basic auth."""

    model_config = ConfigDict(extra="forbid")

    password: SecretStr = Field(min_length=16)
    #: Also good while the system changes over.
    old_password: SecretStr | None = Field(default=None, min_length=16)


class LogSettings(BaseModel):
    """What is written to stderr, and how."""

    model_config = ConfigDict(extra="forbid")

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "text"] = "json"


class WebSettings(BaseModel):
    """How people reach the pages."""

    model_config = ConfigDict(extra="forbid")

    #: What people type, where a proxy stands in front: https://foothold.example. Empty: none does.
    public_url: str = ""
    #: What a scraper of /metrics sends as its bearer token (docs/decisions/0015).
    metrics_token: SecretStr | None = Field(default=None, min_length=16)

    @field_validator("public_url")
    @classmethod
    def _opens(cls, value: str) -> str:
        url = urlsplit(value.rstrip("/"))
        if value and (url.scheme not in {"http", "https"} or not url.hostname or url.path):
            raise ValueError("write it like https://foothold.example, without a path")
        return url.geturl()

    @property
    def is_https(self) -> bool:
        """Whether people come over https."""
        return self.public_url.startswith("https:")


class BackupSettings(BaseModel):
    """When backups are made, and how many are kept."""

    model_config = ConfigDict(extra="forbid")

    #: Off: the schema is changed without one; for sites whose databases are backed up elsewhere.
    before_upgrade: bool = True
    #: The newest so many stay in `home`/backups.
    keep: int = Field(default=14, ge=1)


class HttpSettings(BaseModel):
    """How Foothold reaches others: through a proxy, trusting the company's own authority."""

    model_config = ConfigDict(extra="forbid")

    #: http://user:password@proxy.example:3128. Empty: HTTPS_PROXY and HTTP_PROXY decide.
    proxy: SecretStr = SecretStr("")
    #: Names, suffixes and networks reached directly, parted by commas. Empty: NO_PROXY decides.
    no_proxy: str = ""
    #: PEM file of authorities trusted beside the system's.
    ca_file: Path | None = None

    @field_validator("proxy")
    @classmethod
    def _is_proxy(cls, value: SecretStr) -> SecretStr:
        url = urlsplit(said := value.get_secret_value())
        if said and (url.scheme not in {"http", "https"} or not url.hostname):
            raise ValueError("write it like http://proxy.example:3128")
        return value


class KeepSettings(BaseModel):
    """For how many days what is over is kept whole; docs/reference/jobs.md says what stays."""

    model_config = ConfigDict(extra="forbid")

    #: Bodies of events. Repeats are known for ever.
    events: int = Field(default=400, ge=30)
    #: What messages said, and how they were sent.
    notices: int = Field(default=400, ge=30)
    #: Runs of jobs and what reconciliation found.
    jobs: int = Field(default=90, ge=7)
    #: Candidates who were rejected or withdrew, from that day on; then they are erased.
    candidates: int = Field(default=180, ge=1)
    #: Courses and tests, and mentors' records, after somebody has left.
    courses: int = Field(default=1095, ge=90)
    records: int = Field(default=1095, ge=90)
    #: Weekly ratings, from their week on.
    pulses: int = Field(default=1095, ge=90)
    #: Alerts and what was done about them, after they were closed.
    alerts: int = Field(default=1095, ge=90)
    #: Weekly figures and nightly assessments, which a model learns from.
    snapshots: int = Field(default=1825, ge=365)
    #: What was done with customers.
    activities: int = Field(default=1095, ge=90)
    #: What models said of reps; groups for the fairness audit, after somebody has left.
    bands: int = Field(default=730, ge=90)


class TargetSettings(BaseModel):
    """Which policy moves targets; its figures are in target.toml (docs/reference/targets.md)."""

    model_config = ConfigDict(extra="forbid")

    #: strict_seed: one number, results outrank learning.
    policy: Literal["default", "strict_seed"] = "default"


class ProbationSettings(BaseModel):
    """What the site allows beyond the law's frame."""

    model_config = ConfigDict(extra="forbid")

    #: Lengthen a probation within what the law allows; ask your counsel first.
    may_extend: bool = False


class RiskSettings(BaseModel):
    """When somebody is told of a new rep at risk (docs/reference/risk.md)."""

    model_config = ConfigDict(extra="forbid")

    #: Courses: percent completed of what is due so far, strictly under this.
    training_under: Decimal = Field(default=Decimal(80), ge=0, le=100, decimal_places=2)
    #: New names a manager is told of in a week by lists; three conditions at once come beside it.
    alert_budget_per_week: int = Field(default=10, ge=1, le=100)
    #: Without a known end of probation one is new for so many weeks.
    new_for_weeks: int = Field(default=26, ge=1, le=104)


class LoopSettings(BaseModel):
    """What a site learns from who stayed (docs/reference/retention.md)."""

    model_config = ConfigDict(extra="forbid")

    #: What it is worth, in the site's currency, that a rep who would leave is flagged in time.
    found_worth: Decimal = Field(default=Decimal(3000), gt=0, decimal_places=2)
    #: What it costs to flag a rep who would stay.
    needless_cost: Decimal = Field(default=Decimal(500), gt=0, decimal_places=2)
    #: What it costs to find and hire somebody, and to leave a post open until then.
    hire_cost: Decimal = Field(default=Decimal(3000), gt=0, decimal_places=2)
    vacancy_cost: Decimal = Field(default=Decimal(5000), gt=0, decimal_places=2)
    #: What is lost with somebody who goes before she is confirmed: pay, courses, mentor's hours.
    leaver_cost: Decimal = Field(default=Decimal(12000), gt=0, decimal_places=2)
    #: What a key review of somebody costs who then leaves, and none of somebody who is confirmed.
    key_wrong_cost: Decimal = Field(default=Decimal(6000), gt=0, decimal_places=2)
    key_missed_cost: Decimal = Field(default=Decimal(2500), gt=0, decimal_places=2)
    #: Percent of reps whose first alert (two conditions, never three) is told later, by chance.
    hold_back: int = Field(default=0, ge=0, le=50)
    #: After so many days it is told to everybody.
    hold_back_days: int = Field(default=14, ge=7, le=14)


class GoodNewsSettings(BaseModel):
    """What a 喜报 may say, and the groups that the site names itself."""

    model_config = ConfigDict(extra="forbid")

    #: Whether it names the customer.
    names_customer: bool = False
    #: A manager's employee number -> "slack:C0123", "wecom:chatid", "wecombot:chatid" or
    #: "dingtalk:openConversationId": her team's group, whatever she says in chat.
    groups: dict[str, str] = {}


class Settings(BaseSettings):
    """What may be set; `hooks.crm.secret` is FOOTHOLD_HOOKS__CRM__SECRET in the environment."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid")

    #: Everything the site owns: database, key, foothold.toml. Never inside the program's folder.
    home: Path = Path("foothold-home")
    #: Empty: SQLite in `home`.
    database_url: str = ""
    #: Empty: everything runs in this process. Else redis://... of what all processes share.
    redis_url: SecretStr = SecretStr("")
    #: How many processes send: without Redis each keeps to its part of a platform's limits.
    relays: int = Field(default=1, ge=1)
    #: Where a process without the role web answers /healthz, /readyz and /metrics; 0: nowhere.
    probe_port: int = Field(default=0, ge=0, le=65535)
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    #: Nothing from outside reaches this site: it listens on this machine alone.
    outbound_only: bool = False
    zone: str = "Asia/Shanghai"
    default_plan: str = "standard"
    manager_sees_pay: bool = False
    #: Sums read **** until tapped, for who has not said how she wants them.
    hides_sums: bool = False
    hooks: dict[str, HookSource] = {}
    xapi: dict[str, XapiSource] = {}
    web: WebSettings = WebSettings()
    slack: SlackSettings = SlackSettings()
    wecom: WeComSettings = WeComSettings()
    dingtalk: DingTalkSettings = DingTalkSettings()
    log: LogSettings = LogSettings()
    http: HttpSettings = HttpSettings()
    backup: BackupSettings = BackupSettings()
    keep_days: KeepSettings = KeepSettings()
    target: TargetSettings = TargetSettings()
    probation: ProbationSettings = ProbationSettings()
    risk: RiskSettings = RiskSettings()
    loop: LoopSettings = LoopSettings()
    good_news: GoodNewsSettings = GoodNewsSettings()

    @field_validator("home")
    @classmethod
    def _outlives_upgrades(cls, value: Path) -> Path:
        home = value.expanduser().absolute()
        replaced = [place for place in _replaced_by_upgrades() if home.is_relative_to(place)]
        if replaced:
            raise ValueError(f"an upgrade replaces {replaced[0]}; choose a folder outside it")
        return value

    @field_validator("database_url")
    @classmethod
    def _has_a_driver(cls, value: str) -> str:
        if value:
            with_driver(value)
        return value

    @field_validator("hooks")
    @classmethod
    def _is_no_chat(cls, value: dict[str, HookSource]) -> dict[str, HookSource]:
        if "chat" in value:
            raise ValueError(
                "deals reported in chat (报单) have the source chat; choose another name"
            )
        return value

    @model_validator(mode="after")
    def _knows_its_groups(self) -> Self:
        for number, named in self.good_news.groups.items():
            channel, _, group = named.partition(":")
            if channel not in self._chats_with_groups or not group:
                known = ", ".join(self._chats_with_groups) or "none of which is set up"
                raise _Wrong(
                    f"good_news.groups.{number}",
                    f"write it like slack:C0123, with a chat that is set up: {known}",
                )
        return self

    @model_validator(mode="after")
    def _keeps_to_itself(self) -> Self:
        if self.outbound_only and not is_loopback(self.host):
            raise _Wrong("outbound_only", f"wants host 127.0.0.1, not {self.host}")
        if self.outbound_only and self.web.public_url:
            raise _Wrong("outbound_only", "wants no web.public_url: nothing leads in")
        if self.outbound_only and self.dingtalk.mode is Mode.HTTP:
            raise _Wrong("outbound_only", "wants dingtalk.mode stream: nothing leads in")
        return self

    @property
    def _chats_with_groups(self) -> dict[str, str]:
        """Give how an address of a group reads, by chat that is set up."""
        forms = {
            "slack": (self.slack.is_set, ":{}"),
            "wecom": (self.wecom.is_set, f"{self.wecom.corp_id}:#{{}}"),
            "wecombot": (self.wecom.has_bot, f"{self.wecom.bot_id}:{{}}"),
            "dingtalk": (self.dingtalk.is_set, f"{self.dingtalk.corp_id}:{{}}:"),
        }
        return {name: form for name, (is_set, form) in forms.items() if is_set}

    @property
    def team_groups(self) -> dict[str, Group]:
        """The groups that the site names for teams, by the number of their manager."""
        named = {number: one.partition(":") for number, one in self.good_news.groups.items()}
        return {
            number: Group(channel=channel, address=self._chats_with_groups[channel].format(group))
            for number, (channel, _, group) in named.items()
        }

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the file in `home`."""
        return self.database.startswith("sqlite")

    @property
    def chat_url(self) -> str:
        """Where people open the web chat, if `web.public_url` says so; else empty."""
        return f"{self.web.public_url}/chat" if self.web.public_url else ""

    @property
    def address(self) -> str:
        """The address people open, without a slash at its end."""
        return self.web.public_url or f"http://{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the pages: on loopback, with no proxy in front."""
        return is_loopback(self.host) and not self.web.public_url

    @property
    def database(self) -> str:
        """The database's address in the form of SQLAlchemy."""
        return with_driver(self.database_url or f"sqlite:///{self.home / 'foothold.db'}")

    @property
    def secret_values(self) -> list[str]:
        """Every secret among the settings as plain text, for whoever keeps them from being told."""
        found = [value for value in _secrets(self) if value]
        urls = [self.database_url, *found]
        return [*found, *(password for url in urls if (password := _password(url)))]

    @classmethod
    def settings_customise_sources(  # noqa: D102 - pydantic-settings' hook
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings
        home = Path(os.environ.get("FOOTHOLD_HOME", "foothold-home"))
        file = TomlConfigSettingsSource(settings_cls, toml_file=home / FILE)
        return init_settings, env_settings, file_secret_settings, file


@dataclass(frozen=True, slots=True)
class Fault:
    """A setting that can not be used, `key` as the file writes it, and what would be right."""

    key: str
    reason: str


class _Wrong(ValueError):
    """A value that contradicts another; `key` is the one to change."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def _replaced_by_upgrades() -> list[Path]:
    """Give the folders in which nothing of the site is safe: packages, and our own rooms."""
    program = Path(__file__).parents[1]
    rooms = [program / room for room in ("bot", "handlers", "jobs", "storage", "config", "rules")]
    environment = [Path(sys.prefix)] if sys.prefix != sys.base_prefix else []
    packages = [Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")]
    return [*rooms, *environment, *packages]


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_settings(**overrides: object) -> Settings:
    """Read the settings; raise `FootholdError` with one sentence an operator can act on."""
    settings, faults = try_settings(**overrides)
    if settings is None:
        raise FootholdError("error.setting", key=faults[0].key, reason=faults[0].reason)
    return settings


def try_settings(**overrides: object) -> tuple[Settings | None, list[Fault]]:
    """Read the settings, or give all that is wrong with them; no value is repeated."""
    try:
        return Settings(**overrides), []  # type: ignore[arg-type] # checked by pydantic itself
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        return None, [_fault(one) for one in errors]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [Fault(FILE, f"is no TOML in UTF-8: {_where(error)}")]
    except OSError as error:
        return None, [Fault(FILE, f"can not be read: {error.strerror}")]


def unknown_variables() -> list[Fault]:
    """Give the FOOTHOLD_* variables of the environment that set nothing."""
    names = [name for name in os.environ if name.startswith(_PREFIX)]
    firsts = [name.removeprefix(_PREFIX).lower().split("__") for name in names]
    known = Settings.model_fields
    return [
        Fault(name, did_you_mean(path[0], list(known)))
        for name, path in zip(names, firsts, strict=True)
        if path[0] not in known and not name.startswith(f"{_PREFIX}TEST_")
    ]


def _fault(error: ErrorDetails) -> Fault:
    why = error.get("ctx", {}).get("error")
    key = why.key if isinstance(why, _Wrong) else ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        return Fault(key, error["msg"].removeprefix("Value error, "))
    allowed = _keys(error["loc"][:-1])
    return Fault(key, f"there is no such setting; {did_you_mean(str(error['loc'][-1]), allowed)}")


def _keys(path: tuple[int | str, ...]) -> list[str]:
    """Give what may be set inside a table of the file; `hooks.crm` is one of a mapping's tables."""
    model: object = Settings
    for name in path:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = model.model_fields[str(name)].annotation
        else:
            model = get_args(model)[1]
    return list(model.model_fields) if isinstance(model, type(BaseModel)) else []


def _where(error: ValueError) -> str:
    # TOML's own sentence may quote the value; only its place is ours to tell.
    return str(error).rpartition("(")[2].rstrip(")") if "(at" in str(error) else "bad bytes"


def _secrets(model: BaseModel) -> Iterator[str]:
    for value in dict(model).values():
        some = value.values() if isinstance(value, dict) else [value]
        for one in some:
            if isinstance(one, SecretStr):
                yield one.get_secret_value()
            elif isinstance(one, BaseModel):
                yield from _secrets(one)


def _password(url: str) -> str:
    try:
        return unquote(urlsplit(url).password or "")
    except ValueError:
        return ""
