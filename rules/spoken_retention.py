"""What people type to see who stayed, and what speaks about risk: 留存报告, 风险模型."""

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
_MODEL = re.compile(
    rf"{_POLITE}(?:我们的?|公司的?|现在|the |our ){{0,3}}"
    r"(?:(?:离职|流失)?(?:风险|预测|留存)的?模型(?:状态|情况|进度|怎么样了?|启用了?[吗没]?|可用了?吗)?|"
    r"模型(?:状态|启用了?[吗没]?|可用了?吗|通过了?[吗没]|还差多少(?:数据|人)?)|"
    r"(?:(?:离职)?(?:风险|预测)?模型)?为(?:什么|啥|何)(?:还)?(?:没有?|不|被)"
    r"(?:启用|用|通过|拒绝|拒了?|可用的?|能用的?|有)?(?:(?:离职)?(?:风险|预测)?模型)?|"
    r"(?:risk|retention|prediction) model(?: status)?|model status|"
    r"is (?:the |a )?(?:risk )?model active|"
    r"why (?:is there no|was the|is the) (?:risk )?model(?: (?:refused|not active|rejected|off))?"
    r"|which (?:risk )?model speaks)[?？.。!！]{0,3}"
)


def is_risk_model(typed: str) -> bool:
    """Whether the whole sentence asks what speaks about risk, or why no model does."""
    text = fold(typed).strip()
    return ("模型" in text or "model" in text) and _MODEL.fullmatch(text) is not None


def is_retention_report(typed: str) -> bool:
    """Whether the whole sentence asks for the report."""
    return _REPORT.fullmatch(fold(typed).strip()) is not None
