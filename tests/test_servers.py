"""The servers that the tests stand on are real and survive what crash tests do to them."""

from __future__ import annotations

import asyncio
import socket
import time

import asyncpg
import pytest
import redis

from tests.loopback import LeftLoopback
from tests.servers import Postgres, Valkey


def test_valkey_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()
        assert client.dbsize() == 0


async def test_postgresql_is_one_that_sites_run(pg_url: str) -> None:
    connection = await asyncpg.connect(pg_url.replace("+asyncpg", ""))

    version = connection.get_server_version()

    await connection.close()
    assert version.major >= 15


def test_a_killed_valkey_starts_again_empty() -> None:
    with Valkey() as server, redis.Redis.from_url(server.url) as client:
        client.set("a", 1)
        server.kill()

        server.restart()

        assert client.get("a") is None


async def test_a_killed_postgres_keeps_what_was_committed() -> None:
    with Postgres(is_durable=True) as server:
        url = server.url().replace("+asyncpg", "")
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE kept (n int)")
        await connection.execute("INSERT INTO kept VALUES (1)")
        server.kill()
        connection.terminate()

        server.start()

        connection = await asyncpg.connect(url)
        assert await connection.fetchval("SELECT n FROM kept") == 1
        await connection.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
async def test_no_test_reaches_another_machine(host: str) -> None:
    with pytest.raises(LeftLoopback, match="tests speak to this machine only"):
        await asyncio.open_connection(host, 80)


def test_no_socket_reaches_another_machine() -> None:
    with socket.socket() as plain, pytest.raises(LeftLoopback):
        plain.connect(("192.0.2.1", 80))


async def test_a_name_that_can_not_be_is_not_found() -> None:
    with pytest.raises(socket.gaierror):
        await asyncio.open_connection("crm.invalid", 80)


def test_the_machine_is_in_no_zone_that_the_company_knows() -> None:
    assert time.localtime().tm_gmtoff == -4 * 3600
