"""What came in and what went out: events, notices, and the apps that carry them."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from typing import Literal

from bot.cli.groups import Json, dingtalk, events, imports, notices, slack, wecom


@wecom.command(name="checklist")
async def wecom_checklist(*, json: Json = False) -> None:
    """Say what to set in WeCom's admin console, line by line, and what is set already.

    Exit 1 if anything is wrong. Nobody is sent anything.
    """
    from bot.doctor.report import run_checklist

    await run_checklist(as_json=json)


@dingtalk.command(name="permissions")
async def dingtalk_permissions(*, json: Json = False) -> None:
    """Say which permissions DingTalk has to give the app, what for, and which are given.

    Exit 1 if one is missing. Nobody is sent anything; a few calls of the month are used.
    """
    from bot.doctor.report import run_permissions

    await run_permissions(as_json=json)


@dingtalk.command(name="callback")
async def dingtalk_callback() -> None:
    """Tell DingTalk where to call about cards, for an app that is set to HTTP."""
    from bot.commands import register_dingtalk_cards

    await register_dingtalk_cards()


@slack.command(name="manifest")
def slack_manifest(*, url: str = "", language: Literal["zh", "en"] = "zh") -> None:
    """Print the app's manifest, to be pasted at api.slack.com.

    Parameters
    ----------
    url: where Slack reaches us, https://.../slack/events; without it for Socket Mode.
    language: of what people read in Slack's menus.

    """
    from bot.commands import print_slack_manifest

    print_slack_manifest(url, language=language)


@wecom.command(name="menu")
async def wecom_menu(*, language: Literal["zh", "en"] = "zh") -> None:
    """Put a menu under the app's chat, in place of the one that is there.

    Parameters
    ----------
    language: of what people read in it.

    """
    from bot.commands import publish_wecom_menu

    await publish_wecom_menu(language=language)


@events.command(name="list")
async def list_events(*, json: Json = False) -> None:
    """List refused and parked events with the reason."""
    from bot.commands import list_events as listed

    await listed(as_json=json)


@events.command(name="replay")
async def replay_events(*ids: str) -> None:
    """Take refused and parked events in again, all or those named.

    Parameters
    ----------
    ids: event ids as listed.

    """
    from bot.commands import replay_events as replayed

    await replayed(ids)


@imports.command(name="list")
async def list_imports(*, json: Json = False) -> None:
    """List sheets of deals that came by command of late, and which may go back."""
    from bot.commands import list_imports as listed

    await listed(as_json=json)


@imports.command(name="undo")
async def undo_import(run: int) -> None:
    """Take a sheet of deals back whole, within an hour, unless one of them was worked with since.

    Parameters
    ----------
    run: its number, as `foothold import deals` has told it, and as listed.

    """
    from bot.commands import undo_import as undone

    await undone(run)


@notices.command(name="list")
async def list_notices(*, json: Json = False) -> None:
    """List notices that are unknown or dead."""
    from bot.commands import list_notices as listed

    await listed(as_json=json)


@notices.command(name="replay")
async def replay_notices(*ids: int) -> None:
    """Send unknown or dead notices again.

    Parameters
    ----------
    ids: notice ids as listed.

    """
    from bot.commands import replay_notices as replayed

    await replayed(ids)
