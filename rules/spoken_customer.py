"""The customer of one deal that is asked about: 华星那单, 陈阿姨那张单子, "the Acme deal"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = r"[\u4e00-\u9fff]"
#: What is counted as one deal, with its noun or alone.
_DEAL = (
    r"(?:一)?(?:[单笔](?:单子|合同|生意)?|张(?:保单|单子|单|合同)?|[台套份](?:房|车|险|保单|合同)?"
    r"|个(?:单子|合同|项目|保单|订单|单)|个?[\u4e00-\u9fff]{0,4}(?:险|房子|车|系统|软件|服务))"
)
#: What may stand between the customer and 那单: when and how it was bought.
_BOUGHT = r"(?:[\ue000-\ue006]|上次|之前|刚|前两天|[买签订成](?:了|下)?)*的?"
_ZH = re.compile(
    rf"(?P<name>{_HAN}{{2,10}}?|[A-Za-z][A-Za-z0-9&.-]*(?: [A-Z][A-Za-z0-9&.-]*){{0,2}}) ?"
    rf"(?:{_BOUGHT}[这那]{_DEAL}|(?<=[姐哥总姨叔太司技团店厂])的(?:单|那单|单子|合同)(?!元|子数))"
)
#: What stands before a name and is none of it.
_LEADING = re.compile(
    r"^(?:为什么|为啥|怎么|凭什么|帮我|麻烦|请问|请|给我|跟我|我想|想|问一下|问下|问|查一下|查下|查|"
    r"看一下|看下|看看|看|算一下|算下|算|知道|解释一下|解释|就是|那个|这个|嗯|哎|关于|客户|我的?|的|"
    r"一下|下|明明|[签买成开卖](?:了|下)|[\u4e00-\u9fff]{1,4}(?=那个)|[\ue000-\ue006]|[在跟和给把])+"
)
#: Said of a deal, and nobody's name.
_NO_NAME = re.compile(
    r"^(?:签|买|开|卖|师[傅父]|导师|同事|徒弟|经理|主管|老板|组长|别人|人家|我|你|他|她|它|咱|们|这|那|上|前|后|最|第|刚|今|昨|每|哪|某|同|首|大|小|新|老|旧|一|两|几|"
    r"最近|最大|最新|最后|所有|全部|其中|剩下|没有|不是|只有|还有|怎么|为什么|提成|佣金|退|取消|本月|成交).{0,2}$"
)
_EN = re.compile(
    r"(?<![a-z])(?:(?:on|for|from|with|did|has|is|of) )?(?P<deal>(?:(?:the|my|our|that) )?"
    r"(?P<name>[A-Z][A-Za-z0-9&.-]*(?: [A-Z][A-Za-z0-9&.-]*){0,2}) "
    r"(?:deal|contract|order|sale|renewal|account)s?)(?![a-z])"
)
_NO_NAME_EN = frozenset(
    "what why how when which the my our this that last new close report log i we is did has".split()
)
_SHORTEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenCustomer:
    """Where the name stands, and the whole stretch that names the deal: 华星上周买的那单."""

    name: tuple[int, int]
    deal: tuple[int, int]
    #: What says the same of a deal that was named before.
    instead: str


def find_customer(marked: str) -> SpokenCustomer | None:
    """Give where the customer of a deal is named; None for none.

    `marked` is as she typed it, with the days marked. A name is what stands right before 那单 or
    "deal"; whether anybody is called so is looked up by whoever asks.
    """
    found = _EN.search(marked)
    if found and found["name"].split()[0].lower() not in _NO_NAME_EN:
        start, end = found.span("deal")
        return SpokenCustomer(name=found.span("name"), deal=(start, end), instead="this deal")
    for found in _ZH.finditer(marked):
        start, end = found.span("name")
        if led := _LEADING.match(marked[start:end]):
            start += led.end()
        name = marked[start:end]
        if len(name) >= _SHORTEST and not _NO_NAME.match(name):
            return SpokenCustomer(name=(start, end), deal=(start, found.end()), instead="这单")
    return None


def is_of_customer(title: str, said: str) -> bool:
    """Whether a deal of this title may be meant by a name: one holds the other, case aside."""
    title, said = title.casefold().replace(" ", ""), said.casefold().replace(" ", "")
    return len(said) >= _SHORTEST and len(title) >= _SHORTEST and (said in title or title in said)
