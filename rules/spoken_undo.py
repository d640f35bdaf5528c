"""撤销, undo: she wants back what she ordered or imported a moment ago."""

from __future__ import annotations

import re

_WHAT = (
    r"(?:刚才|刚刚|上次|上一次|最近)?的?(?:误?导入|操作)?的?"
    r"(?:那次|那个|那条|上一步|表格|文件|导入|操作)?"
)
_ASKS = r"(?:我要|我想|要|请|给我|帮我|怎么|如何|能不能|可以)*"
#: The whole sentence, folded.
UNDO = re.compile(
    rf"{_ASKS}把?{_WHAT}(?:导错|搞错|弄错|错)?了?[,。 ]*{_ASKS}"
    rf"(?:撤销|撤回|撤掉){_WHAT}(?:怎么弄|怎么办)?(?:一下|吧|了|吗|呢|么|[?。! ])*"
    r"|(?:please )?(?:(?:how (?:do|can) i|can i|i want to) )?"
    r"(?:undo|take back|revert)(?: (?:the|my|this|that|it|last|import|order|file|sheet))*[?.! ]*"
)
