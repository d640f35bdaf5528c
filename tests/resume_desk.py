"""HR's desk: a team whose store reads resumes, knows the catalogue and holds a profile."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.channel import Inbound, Incoming
from config.catalogue import read_catalogue
from config.lexicon import read_lexicon
from config.plans import read_plan
from config.profile import SAMPLE, read_profile
from storage.store import Store
from tests.mentoring_team import HR, Team


@pytest.fixture
async def team(store: Store) -> AsyncIterator[Team]:
    """Give the team of `mentoring_team` with all of the operator's files."""
    whole = Store(
        store.url,
        read_plan=read_plan,
        lexicon=read_lexicon(),
        catalogue=read_catalogue(),
        hand_profile=read_profile(SAMPLE),
    )
    made = Team(whole)
    await made.prepare()
    yield made
    await whole.close()


async def drops(team: Team, body: bytes, name: str = "王芳.docx", *, act: str = "drop") -> None:
    """Let HR send a file with nothing beside it."""
    team.channel.held[act] = body
    file = Incoming(source=act, name=name, size=0)
    at = team.clock.now
    await team.dispatcher.receive(
        Inbound(id=act, channel="fake", sender=f"@{HR}", at=at, files=(file,))
    )
