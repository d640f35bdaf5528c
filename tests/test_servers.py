"""The servers that the tests stand on are real and survive what crash tests do to them."""

from __future__ import annotations

import asyncpg
import redis

from tests.servers import Postgres, Valkey


def test_valkey_answers(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)

    assert client.ping()

    client.close()


def test_a_killed_valkey_starts_again_empty() -> None:
    server = Valkey()
    server.start()
    with redis.Redis.from_url(server.url) as client:
        client.set("a", 1)
    server.kill()

    server.start()

    with redis.Redis.from_url(server.url) as client:
        assert client.get("a") is None
    server.stop()


async def test_a_killed_postgres_keeps_what_was_committed() -> None:
    server = Postgres(is_durable=True)
    server.start()
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
    server.stop()
