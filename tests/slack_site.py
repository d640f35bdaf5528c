"""A whole Foothold beside an imitation of Slack, and people who use it there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr

from config.platforms import SlackSettings
from rules.privacy import DataClass
from tests.builders import a_hire
from tests.imitations.slack import (
    APP_TOKEN,
    BOT_TOKEN,
    SIGNING_SECRET,
    TEAM,
    SlackServer,
    a_slack,
    a_user,
    event,
    form,
    payload,
    signed,
)
from tests.journeys.site import Site, a_site

ME = "U1"


@dataclass(frozen=True, slots=True)
class Said:
    """What an ack was."""

    status: int
    body: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body)) if self.body else {}


@dataclass(frozen=True, slots=True)
class SlackSite:
    """The site, the platform, and its people's hands."""

    site: Site
    slack: SlackServer
    session: aiohttp.ClientSession

    async def post(self, raw: bytes, kind: str, headers: Mapping[str, str] | None = None) -> Said:
        """Post what Slack would; signed unless headers are given."""
        sent = {"Content-Type": kind, **(signed(raw) if headers is None else headers)}
        url = f"{self.site.url}/slack/events"
        async with self.session.post(url, data=raw, headers=sent) as answer:
            return Said(answer.status, await answer.text())

    async def writes(self, text: str, *, id: str = "", user: str = ME, **more: object) -> Said:  # noqa: A002
        """Let somebody write to the bot."""
        return await self.post(*event(self.message(text, id=id, user=user, **more)))

    def message(self, text: str, *, id: str = "", user: str = ME, **more: object) -> dict[str, Any]:  # noqa: A002
        """Give the event of a direct message."""
        said = {
            "type": "message",
            "channel_type": "im",
            "channel": f"D{user}",
            "user": user,
            "text": text,
            "ts": f"{self.slack.number()}.1",
            **more,
        }
        name = id or f"Ev{self.slack.number()}"
        return {"type": "event_callback", "team_id": TEAM, "event_id": name, "event": said}

    async def commands(self, text: str, *, channel: str = f"D{ME}", trigger: str = "") -> Said:
        """Let somebody use /foothold."""
        return await self.post(*form(self.command(text, channel=channel, trigger=trigger)))

    def command(self, text: str, *, channel: str = f"D{ME}", trigger: str = "") -> dict[str, str]:
        """Give the fields of a command."""
        return {
            "team_id": TEAM,
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else "sales",
            "user_id": ME,
            "command": "/foothold",
            "text": text,
            "response_url": f"{self.slack.url}/response",
            "trigger_id": trigger or self.slack.trigger(),
        }

    async def presses(self, value: str, *, trigger: str = "", **more: object) -> Said:
        """Let somebody press a button."""
        return await self.post(*payload(self.press(value, trigger=trigger, **more)))

    def press(self, value: str, *, trigger: str = "", **more: object) -> dict[str, Any]:
        """Give what Slack sends for a pressed button."""
        action = {
            "type": "button",
            "action_id": "press-0",
            "value": value,
            "action_ts": f"{self.slack.number()}.2",
        }
        return {
            "type": "block_actions",
            "user": {"id": ME, "team_id": TEAM},
            "team": {"id": TEAM},
            "channel": {"id": f"D{ME}"},
            "trigger_id": trigger or self.slack.trigger(),
            "actions": [action],
            **more,
        }

    async def submits(self, view: Mapping[str, Any], **answers: str) -> Said:
        """Let somebody send a modal with these answers, by the names of its inputs."""
        named = {
            block["element"]["action_id"]: block["block_id"]
            for block in view["blocks"]
            if block["type"] == "input"
        }
        values = {
            named[name]: {name: {"type": "plain_text_input", "value": answer}}
            for name, answer in answers.items()
        }
        said = {
            "type": "view_submission",
            "user": {"id": ME, "team_id": TEAM},
            "team": {"id": TEAM},
            "trigger_id": self.slack.trigger(),
            "view": {"id": "V1", **view, "state": {"values": values}},
        }
        return await self.post(*payload(said))


@asynccontextmanager
async def a_slack_site(home: Path, *, by_socket: bool = False) -> AsyncIterator[SlackSite]:
    """Run both; A001 has the e-mail of U1, and no deal yet."""
    async with a_slack() as slack, aiohttp.ClientSession() as session:
        settings = SlackSettings(
            bot_token=SecretStr(BOT_TOKEN),
            signing_secret=SecretStr(SIGNING_SECRET),
            app_token=SecretStr(APP_TOKEN if by_socket else ""),
            api_url=f"{slack.url}/api",
            carries=DataClass.ASSESSMENT,
        )
        slack.users[ME] = a_user(ME, email="li.lei@example.com")
        async with a_site(home, chats={"slack": settings}) as site:
            await site.send(a_hire("A001", name="李雷", email="Li.Lei@example.com"))
            yield SlackSite(site, slack, session)
