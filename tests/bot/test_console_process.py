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


async def said(process: Process, line: str) -> tuple[str, str]:
    """Type one line and the end; give all that was printed, and the complaints."""
    out, err = await asyncio.wait_for(process.communicate(f"{line}\n".encode()), 60)
    return out.decode(), err.decode()


async def read_until(process: Process, word: str) -> str:
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(60):
        while word not in seen:
            line = (await process.stdout.readline()).decode()
            assert line, f"ended without {word}: {seen}"
            seen += line
    return seen


async def test_a_question_is_answered(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=True) as store:
        await take_in(store, a_deal(closed_at=now().isoformat()), is_quiet=True)
        process = await console(tmp_path, "--as", "A001")

        out, err = await said(process, "我今天的提成")

    assert (process.returncode, err) == (0, "")
    assert "你是 Rep A001" in out
    assert "¥450.00" in out


async def test_a_notice_appears_while_it_is_open(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=True) as store:
        process = await console(tmp_path, "--as", "A001")
        await read_until(process, "你是 Rep A001")

        await take_in(store, a_deal(closed_at=now().isoformat()), at=now())

        assert "Customer D1" in await read_until(process, "Customer D1")
        await said(process, "")


async def test_in_a_real_company_a_code_says_who_one_is(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=False) as store:
        code = await a_code(store)

        out, _ = await said(await console(tmp_path, "--code", code), "帮助")
        again = await console(tmp_path, "--code", code)
        _, refused = await said(again, "帮助")

    assert "你是 Rep A001" in out
    assert again.returncode == 1
    assert "wrong, used or too old" in refused


async def test_leaving_leaves_no_account_behind(tmp_path: Path) -> None:
    async with a_company(tmp_path, is_demo=True) as store:
        await said(await console(tmp_path, "--as", "A001"), "帮助")

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
        process = await console(tmp_path, *words)
        out, err = await said(process, "我今天的提成")

    assert (process.returncode, out) == (1, "")
    assert reason in err


async def test_the_help_names_both_ways_in(tmp_path: Path) -> None:
    out, _ = await said(await console(tmp_path, "--help"), "")

    assert "--as" in out
    assert "--code" in out
