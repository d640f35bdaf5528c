"""The settings of the chats that are somebody else's: `[slack]`, `[wecom]`, `[dingtalk]`."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator


class SlackSettings(BaseModel):
    """One workspace's app; `foothold slack manifest` writes what to paste at api.slack.com."""

    model_config = ConfigDict(extra="forbid")

    #: xoxb-...: what we speak with. Empty: no Slack.
    bot_token: SecretStr = SecretStr("")
    #: What Slack signs its requests with, where it reaches us over HTTP.
    signing_secret: SecretStr = SecretStr("")
    #: xapp-...: set, Foothold connects to Slack (Socket Mode) and needs no public address.
    app_token: SecretStr = SecretStr("")
    api_url: str = "https://slack.com/api/"

    @field_validator("bot_token", "app_token")
    @classmethod
    def _is_of_its_kind(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value().partition("-")[0] not in {"", "xoxb", "xapp"}:
            raise ValueError("bot_token begins with xoxb-, app_token with xapp-")
        return value

    @field_validator("api_url")
    @classmethod
    def _ends_in_a_slash(cls, value: str) -> str:
        return is_url(value).rstrip("/") + "/"

    @property
    def is_set(self) -> bool:
        """Whether this site is in Slack."""
        return bool(self.bot_token.get_secret_value())


class DingTalkSettings(BaseModel):
    """One organisation's internal app with a robot (open-dev.dingtalk.com)."""

    model_config = ConfigDict(extra="forbid")

    #: The organisation, "ding...": whose people these are.
    corp_id: str = ""
    #: The app's Client ID (AppKey). Empty: no DingTalk.
    client_id: str = ""
    #: The app's Client Secret (AppSecret).
    client_secret: SecretStr = SecretStr("")
    #: The robot's code; empty: the Client ID, as it is for an internal app.
    robot_code: str = ""
    #: The published interactive card, "....schema"; empty: cards are sent as Markdown.
    card_template_id: str = ""
    #: How many API calls a month the organisation's edition allows; 0: none are counted.
    monthly_quota: int = Field(default=10_000, ge=0)
    api_url: str = "https://api.dingtalk.com"
    oapi_url: str = "https://oapi.dingtalk.com"
    #: Where Stream connections are asked for.
    gateway_url: str = "https://api.dingtalk.com"

    @field_validator("api_url", "oapi_url", "gateway_url")
    @classmethod
    def _ends_without_a_slash(cls, value: str) -> str:
        return is_url(value).rstrip("/")

    @field_validator("corp_id")
    @classmethod
    def _is_part_of_an_address(cls, value: str) -> str:
        if ":" in value:
            raise ValueError("it is written without a colon, like ding0123456789")
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.client_id and not (self.corp_id and self.client_secret.get_secret_value()):
            raise ValueError("client_id, client_secret and corp_id go together")
        return self

    @property
    def is_set(self) -> bool:
        """Whether this site is in DingTalk."""
        return bool(self.client_id)

    @property
    def robot(self) -> str:
        """The robot's code."""
        return self.robot_code or self.client_id


def is_url(value: str) -> str:
    """Give an address back; raise ValueError for one that no client could open."""
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("write it like https://host.example/path")
    return value
