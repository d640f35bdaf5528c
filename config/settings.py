"""The operator's settings: FOOTHOLD_* over foothold.toml over these defaults."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
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
    zone: str = "Asia/Shanghai"
    default_plan: str = "standard"
    manager_sees_pay: bool = False
    hooks: dict[str, HookSource] = {}
    web: WebSettings = WebSettings()
    keep_days: KeepSettings = KeepSettings()

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


def read_settings(**overrides: object) -> Settings:
    """Read the settings; raise `FootholdError` with one sentence an operator can act on."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # checked by pydantic itself
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise FootholdError("error.setting", key=key, reason=first["msg"]) from None
