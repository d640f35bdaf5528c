"""Who leaves the house goes by the proxy and trusts the company's authority."""

from __future__ import annotations

import ast
import asyncio
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientProxyConnectionError,
    ServerDisconnectedError,
    web,
)
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from yarl import URL

from bot.outbound import Proxies, open_session, proxies, trust
from config.settings import HttpSettings
from rules.errors import FootholdError
from tests.certificates import Certificates, make_certificates
from tests.patience import SECONDS, until

BOT = Path(__file__).parents[2] / "bot"
PROXY = URL("http://proxy.example:3128")


class Proxy:
    """Passes every CONNECT on to one server, whatever its name, and notes what was asked."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self.asked: list[str] = []
        self.authorization: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.splitlines()[0])
        self.authorization += [line for line in head.splitlines() if "Proxy-Auth" in line]
        if not head.startswith("CONNECT"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nby proxy.")
            writer.close()
            return
        back, there = await asyncio.open_connection("127.0.0.1", self._to_port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pass_on(reader, there), _pass_on(back, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
    except ConnectionError:
        pass  # the client is done
    finally:
        writer.close()


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


@pytest.fixture
async def server(certificates: Certificates) -> AsyncIterator[TestServer]:
    """A service of the company, with a certificate of its own authority."""

    async def hello(request: web.Request) -> web.Response:
        return web.Response(text=f"hello {request.host}")

    async def elsewhere(request: web.Request) -> web.Response:
        del request
        raise web.HTTPFound("http://other.example/")

    app = web.Application()

    async def broken(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app.add_routes([web.get("/", hello), web.get("/elsewhere", elsewhere)])
    app.router.add_post("/broken", broken)
    served = TestServer(app, scheme="https")
    await served.start_server(ssl=certificates.server)
    yield served
    await served.close()


@pytest.fixture
async def proxy(server: TestServer) -> AsyncIterator[Proxy]:
    made = Proxy(server.port or 0)
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()
    await listening.wait_closed()


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Start without a proxy or authorities of the machine's own."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


async def _get(settings: HttpSettings, url: str) -> str:
    async with open_session(settings) as session, session.get(url) as answer:
        return await answer.text()


async def test_the_companys_authority_is_trusted_where_its_file_is_set(
    server: TestServer, certificates: Certificates
) -> None:
    url = f"https://127.0.0.1:{server.port}/"

    assert await _get(HttpSettings(ca_file=certificates.ca_file), url) == f"hello {url[8:-1]}"
    with pytest.raises(ClientConnectorCertificateError):
        await _get(HttpSettings(), url)


async def test_the_usual_variable_names_authorities_too(
    server: TestServer, certificates: Certificates, no_environment: pytest.MonkeyPatch
) -> None:
    no_environment.setenv("SSL_CERT_FILE", str(certificates.ca_file))

    assert (await _get(HttpSettings(), f"https://127.0.0.1:{server.port}/")).startswith("hello")


async def test_by_the_proxy_a_name_is_reached_that_only_the_proxy_knows(
    proxy: Proxy, certificates: Certificates
) -> None:
    secret = SecretStr(f"http://foothold:pa%3Ass@127.0.0.1:{proxy.port}")
    settings = HttpSettings(proxy=secret, ca_file=certificates.ca_file)

    assert await _get(settings, "https://chat.example/") == "hello chat.example"
    assert proxy.asked == ["CONNECT chat.example:443 HTTP/1.1"]
    expected = b64encode(b"foothold:pa:ss").decode()
    assert proxy.authorization == [f"Proxy-Authorization: Basic {expected}"]


async def test_the_environments_proxy_is_used_and_each_redirect_is_asked_anew(
    proxy: Proxy, certificates: Certificates, no_environment: pytest.MonkeyPatch
) -> None:
    no_environment.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    no_environment.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")

    said = await _get(HttpSettings(ca_file=certificates.ca_file), "https://chat.example/elsewhere")

    assert said == "by proxy."
    assert [line.split()[:2] for line in proxy.asked] == [
        ["CONNECT", "chat.example:443"],
        ["GET", "http://other.example/"],
    ]


async def test_what_is_excepted_does_not_go_by_the_proxy(
    server: TestServer, certificates: Certificates
) -> None:
    settings = HttpSettings(
        proxy=SecretStr("http://127.0.0.1:9"),  # nobody listens there
        ca_file=certificates.ca_file,
        no_proxy="10.0.0.0/8",
    )

    assert await _get(settings, f"https://127.0.0.1:{server.port}/")
    with pytest.raises(ClientProxyConnectionError):
        await _get(settings, "https://chat.example/")


@pytest.mark.parametrize(
    ("no_proxy", "url", "is_direct"),
    [
        pytest.param("", "https://slack.example/", False, id="nothing excepted"),
        pytest.param("", "https://localhost:1/", True, id="this machine by name"),
        pytest.param("", "https://127.0.0.9/", True, id="this machine by number"),
        pytest.param("", "https://[::1]/", True, id="this machine, IPv6"),
        pytest.param("corp.example", "https://corp.example/", True, id="the name itself"),
        pytest.param("corp.example", "https://a.b.corp.example/", True, id="below the name"),
        pytest.param(".corp.example", "https://a.corp.example/", True, id="suffix with a dot"),
        pytest.param("*.corp.example", "https://a.corp.example/", True, id="suffix with a star"),
        pytest.param("corp.example", "https://badcorp.example/", False, id="no dot between"),
        pytest.param("corp.example", "https://corp.example.evil/", False, id="only in front"),
        pytest.param("Corp.Example", "https://CORP.example./", True, id="capitals, final dot"),
        pytest.param("10.1.0.0/16", "https://10.1.255.255/", True, id="last of a network"),
        pytest.param("10.1.0.0/16", "https://10.2.0.0/", False, id="just over a network"),
        pytest.param("10.1.2.3", "https://10.1.2.3/", True, id="one address"),
        pytest.param("10.1.2.3", "https://10.1.2.4/", False, id="its neighbour"),
        pytest.param("fd00::/8", "https://[fd12::1]/", True, id="network of IPv6"),
        pytest.param("10.0.0.0/8", "https://ten.example/", False, id="a name is not looked up"),
        pytest.param("a.example:8443", "https://a.example:8443/", True, id="that port"),
        pytest.param("a.example:8443", "https://a.example/", False, id="another port"),
        pytest.param("x, corp.example y", "https://corp.example/", True, id="commas and blanks"),
        pytest.param("*", "https://slack.example/", True, id="everything"),
        pytest.param("", "wss://slack.example/", False, id="a socket goes as https does"),
    ],
)
def test_who_is_reached_directly(no_proxy: str, url: str, *, is_direct: bool) -> None:
    settings = HttpSettings(proxy=SecretStr(str(PROXY)), no_proxy=no_proxy)

    found = proxies(settings).proxy_for(URL(url))

    assert found == (None if is_direct else PROXY)


def test_settings_go_before_the_environment(no_environment: pytest.MonkeyPatch) -> None:
    no_environment.setenv("https_proxy", "http://environment.example:1")
    no_environment.setenv("no_proxy", "a.example")
    url = URL("https://b.example/")

    assert proxies(HttpSettings()).proxy_for(url) == URL("http://environment.example:1")
    assert proxies(HttpSettings()).proxy_for(URL("https://a.example/")) is None
    assert proxies(HttpSettings()).proxy_for(URL("http://b.example/")) is None
    said = HttpSettings(proxy=SecretStr(str(PROXY)), no_proxy="b.example")
    assert proxies(said).proxy_for(url) is None
    assert proxies(said).proxy_for(URL("https://a.example/")) == PROXY


def test_without_a_proxy_everything_is_reached_directly() -> None:
    assert Proxies(by_scheme={}, direct=[]).proxy_for(URL("https://a.example/")) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(None, "there is no file", id="missing"),
        pytest.param("", "holds no certificate in PEM", id="empty"),
        pytest.param("certificate", "holds no certificate in PEM", id="no PEM"),
        pytest.param(
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "holds no certificate in PEM",
            id="PEM of something else",
        ),
    ],
)
def test_a_file_of_authorities_that_is_none_stops_the_start(
    tmp_path: Path, content: str | None, reason: str
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)

    with pytest.raises(FootholdError) as refused:
        trust(file)

    assert refused.value.values["key"] == "http.ca_file"
    assert reason in str(refused.value.values["reason"])


def test_a_proxy_of_the_environment_that_is_none_stops_the_start_without_its_password(
    no_environment: pytest.MonkeyPatch,
) -> None:
    no_environment.setenv("HTTPS_PROXY", "socks5://u:secret@proxy.example:1080")

    with pytest.raises(FootholdError) as refused:
        proxies(HttpSettings())

    assert "secret" not in str(refused.value)


async def test_no_answer_is_waited_for_for_ever() -> None:
    async with open_session(HttpSettings()) as session:
        assert session.timeout.total
        assert session.timeout.connect


def test_certificates_are_always_checked(certificates: Certificates) -> None:
    context = trust(certificates.ca_file)

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_nobody_else_in_bot_opens_a_client() -> None:
    openers = {
        path.relative_to(BOT).as_posix()
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) in {"ClientSession", "aiohttp.request"}
    }

    assert openers == {"outbound.py"}


def _name(node: ast.expr) -> str:
    said = ast.unparse(node)
    return said if said == "aiohttp.request" else said.rpartition(".")[2]


@pytest.fixture
async def closing() -> AsyncIterator[int]:
    """The port of something that hangs up on whatever it is told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()


async def test_a_proxy_that_hangs_up_is_no_connection(closing: int) -> None:
    settings = HttpSettings(proxy=SecretStr(f"http://127.0.0.1:{closing}"))

    async with open_session(settings) as session:
        with pytest.raises(ClientProxyConnectionError):
            await session.post("https://chat.example/", data=b"money")


async def test_a_server_that_hangs_up_may_have_taken_it(
    closing: int, proxy: Proxy, certificates: Certificates
) -> None:
    settings = HttpSettings(proxy=SecretStr(f"http://127.0.0.1:{closing}"))

    async with open_session(settings) as session:
        with pytest.raises(ServerDisconnectedError):  # reached directly: it is our own
            await session.post(f"http://127.0.0.1:{closing}/", data=b"money")

    settings = HttpSettings(
        proxy=SecretStr(f"http://127.0.0.1:{proxy.port}"), ca_file=certificates.ca_file
    )
    async with open_session(settings) as session:
        with pytest.raises(ServerDisconnectedError):
            await session.post("https://chat.example/broken", data=b"money")


async def test_a_look_up_that_hangs_keeps_no_other_thread_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, goes_on = threading.Event(), threading.Event()

    def hangs(*_: object, **__: object) -> None:
        asked.set()
        goes_on.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    with ThreadPoolExecutor(1) as only_one:
        asyncio.get_running_loop().set_default_executor(only_one)
        async with open_session(HttpSettings()) as session:
            monkeypatch.setattr(socket, "getaddrinfo", hangs)
            calling = asyncio.create_task(session.get("http://chat.invalid/"))
            await until(asked.is_set)
            try:
                async with asyncio.timeout(SECONDS / 10):
                    assert await asyncio.to_thread(lambda: "done") == "done"
            finally:
                goes_on.set()
            with pytest.raises(ClientConnectorDNSError):
                await calling
