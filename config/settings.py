"""The operator's settings: FOOTHOLD_* over foothold.toml over these defaults."""

from __future__ import annotations

import os
import sys
import sysconfig
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rules.errors import FootholdError


class HookSource(BaseModel):
    """One system that sends events; two secrets are good while one replaces the other."""

    model_config = ConfigDict(extra="forbid")

    secret: SecretStr
    old_secret: SecretStr | None = None


class WebSettings(BaseModel):
    """How people reach the pages."""

    model_config = ConfigDict(extra="forbid")

    #: What people type, where a proxy stands in front: https://foothold.example. Empty: none does.
    public_url: str = ""

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


class Settings(BaseSettings):
    """What may be set; `hooks.crm.secret` is FOOTHOLD_HOOKS__CRM__SECRET in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="FOOTHOLD_", env_nested_delimiter="__", extra="ignore"
    )

    #: Everything the site owns: database, key, foothold.toml. Never inside the program's folder.
    home: Path = Path("foothold-home")
    #: Empty: SQLite in `home`.
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    #: Nothing from outside reaches this site: it listens on this machine alone.
    outbound_only: bool = False
    zone: str = "Asia/Shanghai"
    default_plan: str = "standard"
    manager_sees_pay: bool = False
    hooks: dict[str, HookSource] = {}
    web: WebSettings = WebSettings()
    http: HttpSettings = HttpSettings()
    backup: BackupSettings = BackupSettings()
    keep_days: KeepSettings = KeepSettings()

    @field_validator("home")
    @classmethod
    def _outlives_upgrades(cls, value: Path) -> Path:
        home = value.expanduser().absolute()
        replaced = [place for place in _replaced_by_upgrades() if home.is_relative_to(place)]
        if replaced:
            raise ValueError(f"an upgrade replaces {replaced[0]}; choose a folder outside it")
        return value

    @model_validator(mode="after")
    def _keeps_to_itself(self) -> Self:
        if self.outbound_only and not _is_loopback(self.host):
            raise _Wrong("outbound_only", f"wants host 127.0.0.1, not {self.host}")
        if self.outbound_only and self.web.public_url:
            raise _Wrong("outbound_only", "wants no web.public_url: nothing leads in")
        return self

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the file in `home`."""
        return self.database.startswith("sqlite")

    @property
    def address(self) -> str:
        """The address people open, without a slash at its end."""
        return self.web.public_url or f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """The database's address in the form of SQLAlchemy."""
        url = self.database_url or f"sqlite+aiosqlite:///{self.home / 'foothold.db'}"
        return url.replace("postgresql://", "postgresql+asyncpg://", 1)

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
        file = TomlConfigSettingsSource(settings_cls, toml_file=home / "foothold.toml")
        return init_settings, env_settings, file_secret_settings, file


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


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_settings(**overrides: object) -> Settings:
    """Read the settings; raise `FootholdError` with one sentence an operator can act on."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # checked by pydantic itself
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        why = first.get("ctx", {}).get("error")
        key = why.key if isinstance(why, _Wrong) else ".".join(str(part) for part in first["loc"])
        raise FootholdError(
            "error.setting", key=key, reason=first["msg"].removeprefix("Value error, ")
        ) from None
