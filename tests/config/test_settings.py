"""What an operator may set, and what follows from it."""

from __future__ import annotations

import pytest

from config.settings import Settings, WebSettings, read_settings
from rules.errors import FootholdError


@pytest.mark.parametrize(
    ("public_url", "address", "is_https"),
    [
        pytest.param("", "http://127.0.0.1:8765", False, id="none: where it listens"),
        pytest.param("https://f.example/", "https://f.example", True, id="behind https"),
        pytest.param("HTTPS://f.example", "https://f.example", True, id="in capitals"),
        pytest.param("http://f.example:81", "http://f.example:81", False, id="plain http"),
    ],
)
def test_the_address_people_open(public_url: str, address: str, *, is_https: bool) -> None:
    settings = Settings(web=WebSettings(public_url=public_url))

    assert (settings.address, settings.web.is_https) == (address, is_https)


@pytest.mark.parametrize("public_url", ["f.example", "ftp://f.example", "https://", "https://f/x"])
def test_an_address_nobody_could_open_stops_the_start(public_url: str) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(web={"public_url": public_url})

    assert refused.value.values["key"] == "web.public_url"


def test_the_address_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_WEB__PUBLIC_URL", "https://chat.example")

    assert read_settings().address == "https://chat.example"
