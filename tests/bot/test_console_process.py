"""`foothold console` as a program: a person types through a pipe and reads what it prints."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.home import DEMO_MARK
from bot.opening import now, open_store
from config.settings import Settings
from handlers.link import offer_code
from storage.store import Store
from tests.builders import a_deal, a_hire, given_plan, take_in
from tests.commands import Done, ran
from tests.patience import SECONDS
from tests.schema import lay_out


@asynccontextmanager
async def a_company(home: Path, *, is_demo: bool) -> AsyncIterator[Store]:
    """A store with A001 and her web chat, opened by this process too."""
    store = open_store(Settings(home=home))
    lay_out(home)
    await given_plan(store)
    await take_in(store, a_hire("A001", locale="zh"))
    async with store.begin() as uow:
        person = (await uow.people.by_number(["A001"]))["A001"][0]
        await uow.links.link(
            channel="webchat", address=str(person.id), person_id=person.id, at=now()
        )
    if is_demo:
        (home / DEMO_MARK).touch()
    yield store
    await store.close()


async def a_code(store: Store) -> str:
    async with store.begin() as uow:
        person = (await uow.people.by_number(["A001"]))["A001"][0]
        return await offer_code(uow, person, at=now())


async def console(home: Path, *words: str) -> Process:
    env = {**os.environ, "FOOTHOLD_HOME": str(home), "LC_ALL": "C.UTF-8"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "console",
        *words,
        env=env,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )


async def _types(line: str, home: Path, *words: str) -> Done:
    """Type one line and the end."""
    return await ran(home, "console", *words, typed=f"{line}\n", LC_ALL="C.UTF-8")


async def read_until(process: Process, word: str) -> str:
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(SECONDS):
        while word not in seen:
            line = (await process.stdout.readline()).decode()
            assert line, f"ended without {word}: {seen}"
            seen += line
    return seen


async def test_a_question_is_answered(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=True) as store:
        await take_in(store, a_deal(closed_at=now().isoformat()), is_quiet=True)
        done = await _types("我今天的提成", tmp_path, "--as", "A001")

    assert (done.code, done.err) == (0, "")
    assert "你是 Rep A001" in done.out
    assert "¥450.00" in done.out


async def test_a_notice_appears_while_it_is_open(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=True) as store:
        process = await console(tmp_path, "--as", "A001")
        await read_until(process, "你是 Rep A001")

        await take_in(store, a_deal(closed_at=now().isoformat()), at=now())

        assert "Customer D1" in await read_until(process, "Customer D1")
        await asyncio.wait_for(process.communicate(b"\n"), SECONDS)


async def test_in_a_real_company_a_code_says_who_one_is(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=False) as store:
        code = await a_code(store)

        first = await _types("帮助", tmp_path, "--code", code)
        again = await _types("帮助", tmp_path, "--code", code)

    assert "你是 Rep A001" in first.out
    assert again.code == 1
    assert "wrong, used or too old" in again.err


async def test_leaving_leaves_no_account_behind(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=True) as store:
        await _types("帮助", tmp_path, "--as", "A001")

        async with store.read() as uow:
            person = (await uow.people.by_number(["A001"]))["A001"][0]
            address = await uow.links.address_of(person.id)

    assert address == ("webchat", str(person.id))


@pytest.mark.parametrize(
    ("words", "is_demo", "reason"),
    [
        pytest.param(("--as", "A001"), False, "only in a demo company", id="as in a real company"),
        pytest.param((), False, "--code CODE", id="nobody in a real company"),
        pytest.param((), True, "--as NUMBER", id="nobody in a demo"),
        pytest.param(("--as", "X9"), True, "There is no X9", id="unknown in a demo"),
    ],
)
async def test_who_may_not_talk_is_told_why(
    tmp_path: Path, words: tuple[str, ...], reason: str, *, is_demo: bool
) -> None:
    async with a_company(tmp_path, is_demo=is_demo):
        done = await _types("我今天的提成", tmp_path, *words)

    assert (done.code, done.out) == (1, "")
    assert reason in done.err


async def test_the_help_names_both_ways_in(tmp_path: Path) -> None:
    done = await _types("", tmp_path, "--help")

    assert "--as" in done.out
    assert "--code" in done.out
