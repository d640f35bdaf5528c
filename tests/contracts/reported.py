"""News of a deal that was reported in a chat, with one name wherever words of others stand."""

from __future__ import annotations

from rules.notices import ReportNews


def a_report(name: str, *, stage: str, minor: int) -> ReportNews:
    return ReportNews(
        stage=stage,
        report_id=1,
        name=name,
        customer=name,
        currency="CNY",
        minor=minor,
        product=name,
        on_day="2026-11-24",
        case="",
        is_about_report=False,
        other_name="",
        other_customer="",
        other_minor=None,
        reason="",
    )
