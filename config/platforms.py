"""The settings of the chats that are somebody else's: `[slack]`, `[wecom]`, `[dingtalk]`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from rules.privacy import DataClass


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
    #: The most guarded that may be read there. Hosted abroad: more only once HR has recorded the
    #: basis for it (RULES, "Who sees what").
    carries: DataClass = DataClass.PERSONAL

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


class Mode(StrEnum):
    """By which way DingTalk tells us what people did."""

    STREAM = "stream"
    HTTP = "http"


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
    #: How messages and presses come: over connections of ours, or by calls to our address.
    mode: Mode = Mode.STREAM
    #: The published interactive card, "....schema"; empty: cards are sent as Markdown.
    card_template_id: str = ""
    #: How many API calls a month the organisation's edition allows; 0: none are counted.
    monthly_quota: int = Field(default=10_000, ge=0)
    api_url: str = "https://api.dingtalk.com"
    oapi_url: str = "https://oapi.dingtalk.com"
    #: Where Stream connections are asked for.
    gateway_url: str = "https://api.dingtalk.com"
    #: The most guarded that may be read there.
    carries: DataClass = DataClass.ASSESSMENT

    @property
    def card_route(self) -> str:
        """The name under which DingTalk knows where to call about our cards."""
        return f"foothold-{self.client_id}"

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


class WeComSettings(BaseModel):
    """A self-built app (自建应用) of one company; docs/platforms/wecom.md tells more."""

    model_config = ConfigDict(extra="forbid")

    #: ww...: the company (企业 ID). Empty: no WeCom app.
    corp_id: str = ""
    #: The app's own number, for example 1000002.
    agent_id: int = Field(default=0, ge=0)
    #: What the app speaks with.
    secret: SecretStr = SecretStr("")
    #: What WeCom signs its callbacks with, and what it seals them with (EncodingAESKey).
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    api_url: str = "https://qyapi.weixin.qq.com"
    #: A bot (智能机器人) with a long connection, beside the app or alone. Empty: no bot.
    bot_id: str = ""
    bot_secret: SecretStr = SecretStr("")
    bot_url: str = "wss://openws.work.weixin.qq.com"
    #: The most guarded that may be read there, in the app and with the bot.
    carries: DataClass = DataClass.ASSESSMENT

    @field_validator("bot_url")
    @classmethod
    def _is_a_socket(cls, value: str) -> str:
        url = urlsplit(value)
        if url.scheme not in {"ws", "wss"} or not url.hostname:
            raise ValueError("write it like wss://host.example")
        return value

    @field_validator("bot_id")
    @classmethod
    def _is_a_bot(cls, value: str) -> str:
        if not re.fullmatch(r"[^\s:]{0,128}", value):
            raise ValueError("a bot's ID has neither spaces nor colons")
        return value

    @field_validator("corp_id")
    @classmethod
    def _is_a_company(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9A-Za-z_-]{0,64}", value):
            raise ValueError("a CorpID has letters and digits alone")
        return value

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9A-Za-z]{0,32}", value.get_secret_value()):
            raise ValueError("the callback's Token has at most 32 letters and digits")
        return value

    @field_validator("aes_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"(?:[0-9A-Za-z]{43})?", value.get_secret_value()):
            raise ValueError("the EncodingAESKey has 43 letters and digits")
        return value

    @field_validator("api_url")
    @classmethod
    def _ends_without_a_slash(cls, value: str) -> str:
        return is_url(value).rstrip("/")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        # Without a callback WeCom takes no card with buttons.
        secrets = (self.secret, self.token, self.aes_key)
        needed = (self.corp_id, self.agent_id, *(one.get_secret_value() for one in secrets))
        if any(needed) and not all(needed):
            raise ValueError("corp_id, agent_id, secret, token and aes_key belong together")
        if bool(self.bot_id) != bool(self.bot_secret.get_secret_value()):
            raise ValueError("bot_id and bot_secret belong together")
        return self

    @property
    def is_set(self) -> bool:
        """Whether this site is in WeCom with an app."""
        return bool(self.corp_id)

    @property
    def has_bot(self) -> bool:
        """Whether this site is in WeCom with a bot."""
        return bool(self.bot_id)


def is_url(value: str) -> str:
    """Give an address back; raise ValueError for one that no client could open."""
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("write it like https://host.example/path")
    return value
