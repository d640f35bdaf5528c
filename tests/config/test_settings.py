"""What an operator may set, and what follows from it."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from config import settings as settings_module
from config.settings import (
    Settings,
    WebSettings,
    read_settings,
    try_settings,
    unknown_variables,
)
from rules.errors import FootholdError
from rules.good_news import Group


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


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_an_outbound_only_site_listens_on_its_own_machine(host: str) -> None:
    assert read_settings(outbound_only=True, host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "chat.example", ""])  # noqa: S104 - refused
def test_an_outbound_only_site_is_not_reached_from_outside(host: str) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(outbound_only=True, host=host)

    assert refused.value.values["key"] == "outbound_only"


def test_a_way_in_contradicts_an_outbound_only_site() -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(outbound_only=True, web={"public_url": "https://f.example"})

    assert refused.value.values["key"] == "outbound_only"


def test_an_outbound_only_site_is_not_called_by_dingtalk() -> None:
    called = {"corp_id": "ding1", "client_id": "c", "client_secret": "s", "mode": "http"}
    with pytest.raises(FootholdError) as refused:
        read_settings(outbound_only=True, dingtalk=called)

    assert refused.value.values["key"] == "outbound_only"


@pytest.mark.parametrize(
    "home",
    [
        pytest.param(Path(sysconfig.get_path("purelib")) / "foothold", id="site-packages"),
        pytest.param(Path(sys.prefix) / "var", id="the virtual environment"),
        pytest.param(Path(settings_module.__file__).parent, id="a room of the program"),
        pytest.param(Path(settings_module.__file__).parents[1] / "bot" / "x", id="inside a room"),
    ],
)
def test_a_home_that_an_upgrade_would_replace_is_refused(home: Path) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(home=home)

    assert refused.value.values["key"] == "home"


def test_a_home_beside_the_rooms_is_good(tmp_path: Path) -> None:
    beside = Path(settings_module.__file__).parents[1] / "foothold-home"

    assert read_settings(home=beside).home == beside
    assert read_settings(home=tmp_path).is_sqlite


@pytest.mark.parametrize("proxy", ["proxy.example:3128", "socks5://proxy.example", "http://"])
def test_a_proxy_nobody_could_use_stops_the_start_and_is_not_shown(proxy: str) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(http={"proxy": proxy})

    assert refused.value.values["key"] == "http.proxy"
    assert refused.value.values["reason"] == "write it like http://proxy.example:3128"


@pytest.mark.parametrize("keep", [0, -1])
def test_at_least_one_backup_is_kept(keep: int) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(backup={"keep": keep})

    assert refused.value.values["key"] == "backup.keep"


@pytest.mark.parametrize(
    ("file", "key", "reason"),
    [
        pytest.param('hots = "x"', "hots", "did you mean host?", id="a key"),
        pytest.param("[lgo]", "lgo", "did you mean log?", id="a table"),
        pytest.param(
            '[web]\npublic_ulr = "https://f.example"',
            "web.public_ulr",
            "did you mean public_url?",
            id="a key of a table",
        ),
        pytest.param(
            '[hooks.crm]\nsecret = "whsec_AAAA"\nold_secrt = "x"',
            "hooks.crm.old_secrt",
            "did you mean old_secret?",
            id="a key of a system",
        ),
        pytest.param(
            '[hooks.crm]\nsecret = "whsec_x"',
            "hooks.crm.secret",
            "write whsec_ and 32 random bytes in base64",
            id="a secret that signs nothing",
        ),
        pytest.param('[log]\nlevel = "loud"', "log.level", "'debug', 'info'", id="a value"),
        pytest.param(
            '[web]\nmetrics_token = "short"', "web.metrics_token", "at least 16", id="a short token"
        ),
        pytest.param("port = x", "foothold.toml", "at line 1, column 8", id="no TOML"),
    ],
)
def test_a_key_or_value_of_the_file_that_is_wrong_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, key: str, reason: str
) -> None:
    (tmp_path / "foothold.toml").write_text(file)
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))

    with pytest.raises(FootholdError) as refused:
        read_settings()

    assert refused.value.values["key"] == key
    assert reason in str(refused.value.values["reason"])


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "foothold.toml").write_text('hots = "x"\nport = "many"')
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))

    settings, faults = try_settings()

    assert settings is None
    assert sorted(fault.key for fault in faults) == ["hots", "port"]


def test_a_variable_that_sets_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_PROT", "1")
    monkeypatch.setenv("FOOTHOLD_PORT", "1")
    monkeypatch.setenv("FOOTHOLD_HOOKS__CRM__SECRET", "whsec_AAAA")

    [fault] = unknown_variables()

    assert fault.key == "FOOTHOLD_PROT"
    assert fault.reason.startswith("did you mean port?")


def test_every_secret_of_the_settings_is_known_to_whoever_hides_them() -> None:
    settings = read_settings(
        database_url="postgresql://u:db%40pw@h/x",
        redis_url="redis://:redis-pw@h",
        hooks={"crm": {"secret": "whsec_AAAA", "old_secret": "whsec_BBBB"}},
        web={"metrics_token": "a-token-of-a-scraper"},
        http={"proxy": "http://u:proxy-pw@h:1"},
    )

    assert set(settings.secret_values) >= {
        "db@pw",
        "redis-pw",
        "whsec_AAAA",
        "whsec_BBBB",
        "a-token-of-a-scraper",
        "proxy-pw",
    }


def test_a_hook_may_not_be_called_chat() -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(hooks={"chat": {"secret": "whsec_AAAA"}})

    assert refused.value.values["key"] == "hooks"
    assert "报单" in str(refused.value.values["reason"])


@pytest.mark.parametrize("named", ["slack:C1", "webchat:1", "wecom:", "C1"])
def test_a_group_is_on_a_chat_that_is_set_up(named: str) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(good_news={"groups": {"A003": named}})

    assert refused.value.values["key"] == "good_news.groups.A003"


def test_a_group_of_slack_is_named_by_its_channel() -> None:
    settings = read_settings(
        slack={"bot_token": "xoxb-1"}, good_news={"groups": {"A003": "slack:C1"}}
    )

    assert settings.team_groups == {"A003": Group(channel="slack", address=":C1")}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("postgresql://a:b@db/foothold", "postgresql+asyncpg://a:b@db/foothold"),
        ("postgres://a:b@db/foothold", "postgresql+asyncpg://a:b@db/foothold"),
        ("postgresql+psycopg2://db/foothold", "postgresql+asyncpg://db/foothold"),
        ("postgresql+asyncpg://db/foothold", "postgresql+asyncpg://db/foothold"),
        (
            "postgres://a:p%40s@db:5433/foothold?sslmode=verify-full&application_name=x",
            "postgresql+asyncpg://a:p%40s@db:5433/foothold?ssl=verify-full&application_name=x",
        ),
        ("sqlite:////srv/x.db", "sqlite+aiosqlite:////srv/x.db"),
        ("sqlite+aiosqlite:////srv/x.db", "sqlite+aiosqlite:////srv/x.db"),
    ],
)
def test_a_database_is_named_as_operators_and_clouds_do(
    tmp_path: Path, said: str, read: str
) -> None:
    assert read_settings(home=tmp_path, database_url=said).database == read


@pytest.mark.parametrize("said", ["mysql://a:secret@db/x", "foothold.db", "a:secret@db/x"])
def test_a_database_nobody_could_open_stops_the_start_and_is_not_shown(said: str) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(database_url=said)

    assert refused.value.values["key"] == "database_url"
    assert "postgresql://" in str(refused.value.values)
    assert "secret" not in str(refused.value.values)


def test_the_site_s_own_file_is_named_whatever_its_folder_is_called(tmp_path: Path) -> None:
    home = tmp_path / "a b?c#d%20"

    assert read_settings(home=home).database == f"sqlite+aiosqlite:///{home}/foothold.db"
