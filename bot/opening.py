"""Open a site: its home and key, its log, its store, its clock."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot import logs
from bot.answering import Site
from bot.home import DEMO_MARK, open_home
from config.calendars import calendar_in
from config.catalogue import read_catalogue
from config.lexicon import read_lexicon
from config.mentoring import read_mentoring
from config.plans import read_plan
from config.settings import Settings
from config.targets import read_targets
from rules.good_news import GoodNewsPolicy
from rules.probation import ProbationPolicy
from storage.store import Store


def now() -> datetime:
    """Give real time in UTC; the business clock of a site is this unless a demo moves it."""
    return datetime.now(UTC)


def site_key(home: Path) -> bytes:
    """Give the site's own secret, made at the first start and readable by the owner alone."""
    path = home / "site.key"
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return bytes.fromhex(path.read_text().strip())


def start_logging(settings: Settings, *, at_least: str = "debug") -> Settings:
    """Log as the settings say, without their secrets, and give them back.

    A command whose output a person reads is heard `at_least` from warnings on.
    """
    key = settings.home / "site.key"
    logs.configure(
        level=max(settings.log.level, at_least, key=logs.LEVELS.index),
        written=logs.Format(settings.log.format),
        secrets=[*settings.secret_values, *([key.read_text().strip()] if key.exists() else [])],
    )
    return settings


def open_store(settings: Settings) -> Store:
    """Open the site's store; its folder is made where it is missing."""
    open_home(settings.home)
    return Store(
        settings.database,
        read_plan=read_plan,
        calendar=calendar_in(settings.home),
        catalogue=read_catalogue(settings.home),
        mentoring_policy=read_mentoring(settings.home),
        lexicon=read_lexicon(settings.home),
    )


def is_demo_company(settings: Settings) -> bool:
    """Tell whether the store holds a company that never was."""
    return not settings.database_url and (settings.home / DEMO_MARK).exists()


def answering_site(settings: Settings, key: bytes) -> Site:
    """Give what an answer must know of the site."""
    return Site(
        key=key,
        default_plan=settings.default_plan,
        manager_sees_pay=settings.manager_sees_pay,
        chat_url=settings.chat_url,
        hides_sums=settings.hides_sums,
        probation=ProbationPolicy(may_extend=settings.probation.may_extend),
        good_news=GoodNewsPolicy(
            names_customer=settings.good_news.names_customer, groups=settings.team_groups
        ),
        targets=read_targets(settings.home, strict_seed=settings.target.policy == "strict_seed"),
    )
