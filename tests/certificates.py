"""An authority that nobody else trusts, and a certificate by it, made by the openssl command."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.programs import Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """Files of an authority and of a server for `chat.example` and 127.0.0.1."""

    ca_file: Path
    server: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    """Make both, good for a day."""
    if shutil.which("openssl") is None:
        raise Unavailable("no openssl command, so no private authority was tried")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1")
    ca = folder / "ca.pem"
    _openssl(
        *("req", "-x509", *key, "-subj", "/CN=Company authority"),
        *("-keyout", str(folder / "ca.key"), "-out", str(ca)),
    )
    _openssl(
        *("req", "-x509", *key, "-subj", "/CN=chat.example"),
        *("-CA", str(ca), "-CAkey", str(folder / "ca.key")),
        *("-addext", "subjectAltName=DNS:chat.example,IP:127.0.0.1"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
        *("-keyout", str(folder / "server.key"), "-out", str(folder / "server.pem")),
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return Certificates(ca_file=ca, server=context)


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)  # noqa: S607 - PATH's
