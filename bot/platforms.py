"""The chats that are set up: which there are, and of what each is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.channels.dingtalk.platform import DingTalkPlatform
from bot.channels.platform import Platform
from bot.channels.reception import Reception
from bot.channels.slack.directory import Directory
from bot.channels.slack.platform import SlackPlatform
from bot.channels.wecom.aibot_platform import WeComBotPlatform
from bot.channels.wecom.platform import WeComPlatform
from config.settings import Settings
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every platform stands on."""

    settings: Settings
    store: Store
    reception: Reception
    #: The site's own secret.
    key: bytes
    #: Business time, for what a person did; signatures and tokens live by `real_clock`.
    clock: Callable[[], datetime]
    real_clock: Callable[[], datetime]
    #: This process among all that share the store.
    owner: str


def platforms(ground: Ground) -> dict[str, Platform]:
    """Build the chats that the settings name, by channel."""
    settings = ground.settings
    built: list[Platform] = []
    if settings.slack.is_set:
        built.append(
            SlackPlatform(
                settings.slack,
                http=settings.http,
                reception=ground.reception,
                directory=partial(
                    Directory, store=ground.store, clock=ground.clock, owner=ground.owner
                ),
                clock=ground.clock,
                real_clock=ground.real_clock,
            )
        )
    if settings.dingtalk.is_set:
        built.append(
            DingTalkPlatform(
                settings.dingtalk,
                http=settings.http,
                store=ground.store,
                reception=ground.reception,
                key=ground.key,
                owner=ground.owner,
                clock=ground.clock,
                real_clock=ground.real_clock,
            )
        )
    if settings.wecom.is_set:
        built.append(
            WeComPlatform(
                settings.wecom,
                http=settings.http,
                store=ground.store,
                reception=ground.reception,
                key=ground.key,
                owner=ground.owner,
                clock=ground.clock,
                real_clock=ground.real_clock,
                zone=settings.zone,
            )
        )
    if settings.wecom.has_bot:
        built.append(
            WeComBotPlatform(
                settings.wecom,
                http=settings.http,
                store=ground.store,
                reception=ground.reception,
                owner=ground.owner,
                clock=ground.clock,
            )
        )
    return {one.channel.name: one for one in built}
