"""Words in a question about pay that make it another one: others, other times, orders, rates."""

from __future__ import annotations

import re


def _english(words: str) -> str:
    """Give the pattern of English words, which may stand beside Chinese without a blank."""
    return rf"(?<![a-z])(?:{words})(?![a-z])"


#: Times that the reader of days left over: a season, a feast, the end of a month, 7天.
OTHER_TIME = re.compile(
    r"[年月季]|(?<!到)底|节|旬|\d ?[天日号]|周(?![总先女老经])|星期|礼拜|假期|国庆|春|元旦|五一|"
    r"十一|端午|中秋|清明|双\d|双十|618|黑五|圣诞|财年|"
    + _english("weeks?|months?|quarters?|years?|seasons?|holidays?|days|christmas|cny|easter|eve")
)
#: What is said of pay and is no question how much it is or why: rates, tax, orders, wages.
NO_QUESTION = re.compile(
    r"税|比例|我们|咱们|方案|政策|制度|工资|薪|年终|奖金|提现|转给|转账|改成|改为|改到|删|批|客户不|客户为|"
    r"取消|冻结|停发|缓发|扣发|打款|会(?:不会)?[涨降]|不要|别(?!人)|太[低少]|怎么(?:才|提高|多拿|增加)|[给帮]\S{1,6}发(?:提成|佣金)|加\s?\d|"
    r"how (?:do|can|to|could) (?:i |we )?(?:earn|get|make|increase)|"
    + _english(
        "our|we|your|tax|rates?|plans?|salary|payslip|bonus|wages?|transfer|approve|cancels?|"
        "reset|fix|delete|add|set|change|company|customers?|clients?|pay raise|nothing|"
        "more commission"
    )
)
#: An order that somebody's pay be other than it is: nobody does that by a sentence.
_ORDERED = re.compile(
    r"(?:冻结|停发|缓发|扣发|暂停|补发|追回|没收)\S{0,12}(?:佣金|提成|工资|奖金)"
    r"|(?:佣金|提成|工资|奖金)\S{0,4}(?:改成|改为|改到|调成|调到|设成|设为|加到|降到|清零|冻结|停发)"
    r"|(?:打款|转账|汇款)\s?[\d一二两三四五六七八九十百千万]"
    r"|(?:重新?算|核算)\S{0,6}(?:发出去|发给)"
    r"|(?<![a-z])(?:freeze|withhold|zero out|set|change|raise|cut) \S{1,20}(?:'s)? "
    r"(?:commission|payout|pay)(?![a-z])"
    r"|^(?:please |pls )?(?:pay|send|transfer|release|wire|give) (?!me |my |us |out my )"
    r"(?:out )?\S{1,20}(?: \S{1,20})? (?:commission|bonus|payout)(?![a-z])"
)
#: Whoever asks about such a change orders none.
_ASKED = re.compile(
    r"[?？吗呢]|为什么|为啥|怎么|谁|凭什么|(?<![a-z])(?:why|how|did|does|has|have|when|who)(?![a-z])"
)
#: Money in other words than the table of phrases has.
MONEY = re.compile(
    r"钱|发(?:放|下来)|结佣|打款|扣|负数|补差|回冲|冲销|claw|deduct|docked|paid|money|deals|哪些单|单\S{0,3}没?(?:算|计)"
)
OTHERS = re.compile(
    r"他|她|谁(?!确认|审|批)|排名|别人|人家|同事|师傅|师父|导师|徒弟|经理|老板|主管|领导|组员|"
    r"全组|整组|组里|团队|部门|大家|"
    r"每个人|所有人|各人|"
    + _english(
        "his|her|their|he|she|they|whose|who (?:earn(?:s|ed)?|ma(?:kes|de)|got|gets)|"
        "colleagues?|every(?:one|body)|boss|manager|mentor|team|"
        "others|people|someone"
    )
    + "|"
    + _english(
        "(?!(?:it|what|how|there|let|where|that)'s)[a-z]+'s (?:commission|earnings|pay|payout|comm)"
    )
)
ME = re.compile(
    r"我(?!的?(?:师|导师|徒弟|同事|经理|老板|主管|领导))|俺|咱|自己|本人|"
    + _english("i|my(?! (?:mentor|boss|manager|colleague|team))|me|mine|i'm|i've")
)
#: Before a name: there is another one.
AND = re.compile(r"(?:和|跟|与|、| and )$")
COMPARED = re.compile("比|" + _english("than"))
LISTED = re.compile("哪些|列|明细|list|show|which")
#: What she hopes to get, and no deal: 能拿一万.
HOPED = re.compile(r"签多少|卖多少|做多少|how much (?:more )?(?:do|must|should)")

#: What the law says of pay and dismissal is asked elsewhere.
_LAW = re.compile(
    r"合法|违法|犯法|赔偿|赔钱|赔我|仲裁|劳动法|劳动局|劳动监察|起诉"
    r"|(?<![a-z])(?:il)?legal(?:ly)?(?![a-z])|lawsuit|against the law|lab(?:o|ou)r law"
)


def is_about_law(text: str) -> bool:
    """Whether it asks what the law says: 试用期辞退要赔钱吗, "is it legal not to pay"."""
    return _LAW.search(text.lower()) is not None


def is_money_order(text: str) -> bool:
    """Whether it orders that pay be changed, held back or sent."""
    low = text.lower()
    return _ORDERED.search(low) is not None and not _ASKED.search(low)
