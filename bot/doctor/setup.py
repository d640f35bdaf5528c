"""What an operator has set: typing errors, how people and systems get in."""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import date

from bot.cards.words import say
from bot.doctor.finding import Finding, fail, ok, warn
from config.calendars import calendar_in
from config.settings import FILE, Fault, HookSource, Settings, is_loopback
from rules.errors import FootholdError

#: What Standard Webhooks asks for, in bytes.
_LEAST_SECRET = 24
_MAKE_ONE = (
    'python3 -c "import base64, secrets; '
    "print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\""
)


def settings(faults: Collection[Fault], unknown: Collection[Fault]) -> list[Finding]:
    """Tell every setting that is wrong, and every variable that sets nothing."""
    wrong = [
        fail("settings", f"{fault.key}: {fault.reason}", f"mend it in {FILE} or the environment")
        for fault in faults
    ]
    idle = [
        warn("settings", f"the variable {fault.key} sets nothing; {fault.reason}", "rename it")
        for fault in unknown
    ]
    return [*wrong, *idle] or [ok("settings", "every key is known and every value good")]


def calendar(of: Settings, today: date) -> list[Finding]:
    """Tell whether calendar.toml can be read, and whether the next holidays are known."""
    try:
        known = calendar_in(of.home)
    except FootholdError as error:
        return [fail("calendar", _sentence(error), "mend calendar.toml")]
    unknown = [
        warn(
            "calendar",
            f"the working days of {one.year} in {one.country} are not known",
            "add that year to calendar.toml, or upgrade Foothold",
        )
        for one in known.unknown_years(today)
    ]
    return unknown or [ok("calendar", "the working days to come are known")]


def address(of: Settings) -> Finding:
    """Tell whether people reach the pages as was meant, and no password crosses a net in clear."""
    url = of.web.public_url
    if url and not of.web.is_https and not is_loopback(url.partition("//")[2].split(":")[0]):
        said = f"people open {url}: sessions cross the network unencrypted"
        return warn("address", said, "put HTTPS in front and say so in web.public_url")
    if url:
        return ok("address", f"people open {url}")
    if not is_loopback(of.host):
        said = f"listens on {of.host} without HTTPS in front"
        return warn("address", said, "put a proxy with HTTPS in front and set web.public_url")
    return ok("address", f"{of.address}, from this machine alone")


def metrics(of: Settings) -> Finding:
    """Tell who may read /metrics."""
    if of.web.metrics_token is not None:
        return ok("metrics", "/metrics is for whoever has web.metrics_token")
    if of.is_local:
        return ok("metrics", "/metrics is open on this machine")
    return warn("metrics", "/metrics is off: others reach this site", "set web.metrics_token")


def hooks(of: Settings) -> list[Finding]:
    """Tell whether systems may send events, and whether their secrets are long enough."""
    if not of.hooks:
        then = f"add [hooks.crm] with a secret to {FILE}, or use `foothold import`"
        return [warn("hooks", "no system may send events", then)]
    return [_hook(name, source) for name, source in of.hooks.items()]


def _hook(name: str, source: HookSource) -> Finding:
    check = f"hooks.{name}"
    secrets = [secret for secret in (source.secret, source.old_secret) if secret is not None]
    if any(_length(secret.get_secret_value()) < _LEAST_SECRET for secret in secrets):
        said = f"a secret of under {_LEAST_SECRET} bytes can be guessed"
        return fail(check, said, f"make one: {_MAKE_ONE}")
    if source.old_secret is not None:
        return warn(check, "two secrets are good", "take old_secret out once senders changed over")
    return ok(check, "signs with a secret of its own")


def _sentence(error: FootholdError) -> str:
    return say("en", error.message_id, **error.values)


def _length(secret: str) -> int:
    return len(base64.b64decode(secret.removeprefix("whsec_")))
