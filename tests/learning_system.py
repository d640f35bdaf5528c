"""A learning system that reports what people did, in statements of xAPI."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import aiohttp

_ADL = "http://adlnet.gov/expapi/verbs/"
PASSWORD = "the-password-of-the-lms"
COURSE = "https://lms.example/courses/crm"


def a_statement(number: int = 1, did: str = "completed", **changes: object) -> dict[str, Any]:
    """Give a valid statement: A001 completed the course `COURSE` on 24 November, 10:00."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "actor": {"account": {"homePage": "https://hr.example", "name": "A001"}},
        "verb": {"id": f"{_ADL}{did}", "display": {"en": did}},
        "object": {"id": COURSE},
        "timestamp": "2026-11-24T10:00:00+08:00",
        **changes,
    }


def basic(user: str, password: str) -> str:
    """Give the header of Basic auth."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class LearningSystem:
    """Speaks to a site as `lms` does."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session
        self.login = basic("lms", PASSWORD)
        self.headers = {
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json; charset=utf-8",
        }

    async def posts(self, said: object, **headers: str) -> tuple[int, Any]:
        """Post statements, or any bytes, and give status and answer."""
        return await self._asks("POST", said, headers)

    async def puts(self, said: object, statement_id: str) -> int:
        """Put one statement under an id and give the status."""
        query = f"?statementId={statement_id}" if statement_id else ""
        status, _ = await self._asks("PUT", said, {}, query)
        return status

    async def about(self) -> object:
        async with self._session.get(f"{self._url}/xapi/about") as answer:
            return await answer.json()

    async def _asks(
        self, method: str, said: object, headers: dict[str, str], query: str = ""
    ) -> tuple[int, Any]:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        async with self._session.request(
            method,
            f"{self._url}/xapi/statements{query}",
            data=io.BytesIO(body),
            headers={**self.headers, "Authorization": self.login, **headers},
        ) as answer:
            assert answer.headers["X-Experience-API-Version"] == "1.0.3"
            return answer.status, await answer.json() if answer.status != 204 else None
