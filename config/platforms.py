"""The settings of the chats that are somebody else's: `[slack]`, `[wecom]`, `[dingtalk]`."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator


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


def is_url(value: str) -> str:
    """Give an address back; raise ValueError for one that no client could open."""
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("write it like https://host.example/path")
    return value
