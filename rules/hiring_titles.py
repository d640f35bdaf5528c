"""What the columns of hiring tables are called in Chinese and English, and the scale in a title."""

from __future__ import annotations

import re
import unicodedata

from rules.errors import Invalid
from rules.hiring import Scale, Trait, TraitKind

#: Field -> titles, folded as `folded` does.
FIELDS = {
    "person": "rep repid seller sellerid employee employeeid employeenumber number person 工号 "
    "员工工号 员工编号 员工 销售 销售员 业务员",
    "candidate": "candidate candidateid applicant applicantid 候选人 候选人编号 应聘者 编号 ref id",
    "name": "name fullname 姓名 名字 候选人姓名",
    "quarter": "quarter period 季度 季 期间",
    "credited": "creditednet credited net netamount amount revenue sales result 业绩 净额 入账净额 "
    "成交额 业绩净额 回款 销售额",
    "quota": "quota target 任务 任务额 指标 配额 目标 目标额 业绩目标 业绩指标",
    "attainment": "attainment quotaattainment achievement 达成率 完成率 业绩达成率",
    "hired_on": "hiredon hiredate hired joined joinedon startdate 入职日期 入职日 入职时间 入职",
    "probation": "probation onprobation isonprobation inprobation 试用期 是否试用期 试用 是否试用",
    "trait": "trait dimension 维度 特质 能力 能力项",
    "value": "value score 分数 得分 评分 成绩",
    "scale": "scale 满分 分制 量表",
    "quote": "evidence quote sentence 证据 依据 原文 原句",
    "confirmed": "confirmed passedprobation passed 转正 是否转正 已转正",
    "left": "left leftcompany resigned 离职 是否离职 leaver hasleft",
}
_BY_TITLE = {title: field for field, titles in FIELDS.items() for title in titles.split()}

#: Traits and behaviours that are known by name: key, Chinese, English, other titles, folded.
_KNOWN_TRAITS = (
    (
        "stress_resistance",
        "抗压能力",
        "Stress resistance",
        "抗压 抗压性 韧性 resilience stresstolerance",
    ),
    ("learning_ability", "学习能力", "Learning ability", "学习力 learning learningagility"),
    ("communication", "沟通倾听", "Communication", "沟通 沟通能力 表达能力 communicationskills"),
    ("goal_drive", "目标达成", "Reaching goals", "成就动机 目标感 结果导向 goalorientation drive"),
    ("negotiation", "谈判成交", "Negotiation", "谈判 谈判能力 closing"),
    ("customer_care", "客户维护", "Customer care", "客户服务"),
    ("discipline", "自律复盘", "Self-discipline", "自律 自律性"),
    ("customer_development", "客户开发", "Finding customers", "拓客 获客 prospecting"),
)
_KNOWN_BEHAVIOURS = (
    (
        "touches_per_week",
        "每周跟进",
        "Touches a week",
        "周跟进次数 touches followups followupsperweek",
    ),
    ("customers_per_day", "每日客户数", "Customers a day", "日均客户 日均拜访 dailycustomers"),
    ("talk_minutes", "通话时长", "Talk time", "通话分钟 talktime callminutes"),
    ("deal_cycle_days", "成交周期", "Deal cycle", "成单周期 dealcycle cycledays salescycle"),
    (
        "reviews_before_closing",
        "成交前复盘",
        "Review before closing",
        "复盘率 reviewrate reviewreports",
    ),
    ("listening", "倾听评分", "Listening", "倾听 listeningscore listeningrating"),
)
_PREFIXES = {
    "trait:": TraitKind.TRAIT, "特质:": TraitKind.TRAIT, "测评:": TraitKind.TRAIT,
    "behaviour:": TraitKind.BEHAVIOUR, "behavior:": TraitKind.BEHAVIOUR,
    "行为:": TraitKind.BEHAVIOUR,
}  # fmt: skip
_SCALED = re.compile(r"(?P<title>.+?)[\s_]*[(\[](?P<scale>[^()\[\]]{1,20})[)\]]")


def folded(title: str) -> str:
    """Give a title in small letters and half width, without what only parts its words."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title)).casefold()


def field_of(title: str) -> str | None:
    """Name the field that a column is, None where it is a trait, a behaviour or nothing."""
    return _BY_TITLE.get(folded(title))


_TRAITS: dict[str, Trait] = {}
for _kind, _listed in ((TraitKind.TRAIT, _KNOWN_TRAITS), (TraitKind.BEHAVIOUR, _KNOWN_BEHAVIOURS)):
    for _key, _zh, _en, _also in _listed:
        _trait = Trait(key=_key, title={"zh": _zh, "en": _en}, kind=_kind)
        _TRAITS |= {folded(name): _trait for name in (_key, _zh, _en, *_also.split())}


def known_trait(title: str) -> Trait | None:
    """Give the trait or behaviour of a title, None where the name is the site's own."""
    return _TRAITS.get(folded(title))


def split_title(title: str) -> tuple[str, Scale | None, TraitKind | None]:
    """Part "特质: 抗压能力(0-10)" into its name, scale and kind; what is no scale stays."""
    plain = unicodedata.normalize("NFKC", title).strip()
    kind = None
    for prefix, named in _PREFIXES.items():
        if plain.casefold().startswith(prefix):
            plain, kind = plain[len(prefix) :].strip(), named
    if match := _SCALED.fullmatch(plain):
        try:
            return match["title"].strip(), Scale.read(match["scale"]), kind
        except Invalid:
            pass
    return plain, None, kind
