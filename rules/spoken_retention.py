"""What people type to see who stayed: 留存报告, 各月新人留存, retention report."""

from __future__ import annotations

import re

from rules.typed_text import fold

_POLITE = (
    r"(?:请|麻烦|帮我|我要|我想|看看|看一下|查看|看|发|给我|show me |show |send me |please ){0,3}"
)
_REPORT = re.compile(
    rf"{_POLITE}(?:公司|团队|全部|我们|我的|各月|新人|新员工|the |my |team |our ){{0,3}}(?:的)?"
    r"(?:(?:新人|新员工)?(?:留存|流失)(?:率)?(?:报告|报表|情况|曲线|图|数据|是?多少|怎么样)?|"
    r"转正率(?:报告|情况|是?多少)?|"
    r"retention(?: (?:report|rate|curve|chart|figures))?|who stayed)[?？.。!！]{0,3}"
)


def is_retention_report(typed: str) -> bool:
    """Whether the whole sentence asks for the report."""
    return _REPORT.fullmatch(fold(typed).strip()) is not None
