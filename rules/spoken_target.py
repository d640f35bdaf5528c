"""What people type to see their target: 我的目标, "my target", 目标为什么变了."""

from __future__ import annotations

import re

#: Bounded, or a text of nothing but these would be tried in too many ways.
_POLITE = (
    r"(?:请|麻烦|帮我|我想|我要|看看|看一下|看下|查一下|查看|查|看|"
    r"please |show me |show |what is |what's ){0,4}"
)
_WHEN = r"(?:这个月的?|本月的?|当月的?|这月|this month's )?"
_AFTER = (
    r"(?:是多少|是什么|多少|怎么样|进度|完成情况|情况|如何|呢|吗|啊|"
    r" this month| please){0,3}[?.。!]{0,3}"
)
_TARGET = re.compile(
    rf"{_POLITE}(?:我的|my |the )?{_WHEN}"
    r"(?:目标|业绩目标|转正标准|转正线|转正目标|挑战目标|单量目标|"
    r"targets?|pass bar|stretch|stretch target|target progress)"
    rf"{_AFTER}"
    r"|(?:我)?离(?:转正标准|目标|转正)还(?:差|有)(?:几单|多少|多远)[?]?"
    r"|(?:我)?还差几单(?:转正|达标)?[?]?|how far (?:am i )?(?:from|to) my target\??"
)
_WHY = re.compile(
    r"(?:我的)?目标(?:为什么|怎么|为何)(?:变|变了|调整|调整了|改|改了|是这个|来的)[?]?"
    r"|为什么(?:我的)?目标(?:变|变了|调整了|改了|是这个)?[?]?|(?:我的)?目标(?:历史|来历|记录)"
    r"|why (?:did |is |has )?my target(?: changed?| this)?\??|my target history|target history"
)

#: What follows 试用期 in a question of another kind, and is nobody's name.
_NO_NAME = (
    r"(?!我|你|多|什么|怎|几|有|是|到|还|何|结束|工资|能|可以|吗|考|的|内|后|前|标准|线|目标)"
)
_PROBATION = re.compile(
    rf"(?:看|查|查看)? ?试用期(?:档案|复核)? ?{_NO_NAME}(?P<a>[^ ?,。]{{1,12}}(?: [a-z]{{1,30}})?)"
    rf"|{_NO_NAME}(?P<b>[^ ?,。]{{1,12}})的试用期(?:档案)?"
    r"|probation (?:of |file of )?"
    r"(?!(?:status|period|days?|left|ends?|over|length|rules?)\b)"
    r"(?P<c>[a-z0-9]{1,30}(?: [a-z]{1,30})?)",
    re.IGNORECASE,
)


_ASK = r"(?:请|麻烦|帮我|帮忙|我要|我想|please |i )?(?:请|麻烦|帮我|need )?"
_GET = r"(?:导出|下载|打印|调出|发我|发给我|给我|拿)(?:一下|一份|下)? ?"
_TAKE = r"(?:导出|下载|打印|发)(?:出来|来|一下|我|给我)?"
_FILE = r"(?:试用期|转正)?的?(?:(?:证据|资料)?档案|证据材料|评估材料|材料)"
_SHOW = r"(?:please )?(?:(?:export|download|get|send|show|give|print|need) )?(?:me )?"
_NO_VERB = r"(?!导出|下载|打印|调出|发我|发给我|给我|帮我|麻烦)"
_HERS = rf"{_NO_NAME}{_NO_VERB}(?P<{{}}>[^ ?,。的]{{{{1,12}}}}?(?: [a-z]{{{{1,30}}}})?)"
_DOSSIER = re.compile(
    rf"{_ASK}(?:看|查|查看|要)? ?(?:证据)?档案 ?[::]? ?{_HERS.format('a')}"
    rf"|{_ASK}{_GET}{_FILE} ?[::]? ?{_HERS.format('d')}"
    rf"|{_ASK}{_GET}{_HERS.format('e')} ?的?{_FILE}"
    rf"|{_ASK}把 ?{_HERS.format('f')} ?的?{_FILE}{_TAKE}"
    rf"|{_HERS.format('h')} ?{_FILE} ?{_TAKE}"
    rf"|{_HERS.format('b')}的(?:证据)?档案(?:导出|下载)?"
    rf"|{_ASK}{_SHOW}(?:the |a )?(?:dossier|evidence file) (?:of |for |on )?"
    r"(?P<c>[a-z0-9]{1,30}(?: [a-z]{1,30})?)"
    rf"|{_SHOW}(?P<g>[a-z0-9]{{1,30}}(?: [a-z]{{1,30}})?)'s (?:dossier|evidence file)",
    re.IGNORECASE,
)


def find_dossier(text: str) -> str | None:
    """Give whose evidence is asked for, as it was typed; None where it is something else."""
    found = _DOSSIER.fullmatch(text)
    return None if found is None else next(name for name in found.groups() if name)


def find_probation(text: str) -> str | None:
    """Give whose probation file is asked for, as it was typed; None where it is something else."""
    found = _PROBATION.fullmatch(text)
    return None if found is None else next(name for name in found.groups() if name)


_OTHERS = re.compile(
    rf"{_POLITE}(?P<zh>{_NO_NAME}(?!(?:这|本|当|上|下|今|去|每|全|团队|公司|部门|大家|业绩|销售|客户)|[^的]*[我谁改变])"
    rf"[^ ?,。的]{{1,12}})的{_WHEN}(?:转正|业绩|挑战)?目标(?P<history>历史|来历|记录)?{_AFTER}"
    rf"|{_POLITE}(?:the )?target (?P<past>history )?(?:of|for) "
    r"(?P<en>[a-z0-9][a-z0-9 ]{0,40}?)[?.]?"
)


def whose_target(text: str) -> tuple[str, bool] | None:
    """Give whose target a clean, folded text asks for, and whether it is its history; else None."""
    found = _OTHERS.fullmatch(text)
    if found is None:
        return None
    return found["zh"] or found["en"], bool(found["history"] or found["past"])


def is_target(text: str) -> bool:
    """Whether a clean, folded text asks for her target, as a whole."""
    return _TARGET.fullmatch(text) is not None


def is_target_history(text: str) -> bool:
    """Whether it asks how the target came about."""
    return _WHY.fullmatch(text) is not None
