"""What a rep types to have her commission as a sheet: 导出我的提成, "export my commission"."""

from __future__ import annotations

import re

_PAY = "(?:提成|佣金|业绩提成|commission)"
_WHOSE = "(?:我的|我|自己的)?"
_MONTH = "(?:这个月|本月|当月|这月)?的?"
_SHEET = "(?:明细|表|表格|excel|xlsx)?"

#: This month alone, and one's own alone: anything more is another question.
EXPORT = re.compile(
    r"\s*/?\s*(?:请|帮我|麻烦)?(?:"
    rf"(?:导出|下载)(?:一下)?{_WHOSE}{_MONTH}{_WHOSE}{_PAY}{_SHEET}|"
    rf"把?{_WHOSE}{_MONTH}{_PAY}{_SHEET}(?:导出|下载)(?:来|一下|出来)?|"
    r"(?:please )?(?:export|download) (?:my )?commissions?(?: (?:for )?this month)?"
    r"(?: (?:as|to|in) (?:an? )?(?:excel|xlsx|sheet|file))?|"
    r"my commissions? as (?:an? )?(?:excel|xlsx|sheet|file)|commission export"
    r")\s*[。.!!]*\s*"
)
