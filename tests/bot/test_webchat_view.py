"""How the page words and marks what it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.channels import wire
from bot.channels.webchat import Said, said_bytes
from bot.web.chat_view import ChatView, Contact, Listed, big, phrases, rich
from bot.web.contacts import contact_of
from handlers.understanding import understand
from rules.people import Engagement, Person, Role
from storage.chat import ChatEntry
from tests.samples import NEW_DEAL, NOON, a_message

ZHANG = Contact(person_id=1, name="张三")


def covered(text: str) -> str:
    """The text with every sum between brackets."""
    opened = str(rich(text)).replace('<span class="sum whole"><span class="amount">', "[")
    return opened.replace("</span></span>", "]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("+¥740.00(税前)", "[+¥740.00](税前)", id="signed, with a currency"),
        pytest.param("−¥740.00", "[−¥740.00]", id="a real minus"),
        pytest.param("8,000.00 × 7%", "[8,000.00] × 7%", id="cents, beside a percentage"),
        pytest.param("1,190.00 − 450.00", "[1,190.00] − [450.00]", id="a difference"),
        pytest.param("USD 5,000 more", "[USD 5,000] more", id="a currency code"),
        pytest.param("甲,8,000.00,9,000.00", "甲,[8,000.00],[9,000.00]", id="a list"),
        pytest.param("再签 20,000", "再签 [20,000]", id="thousands apart"),
        pytest.param("€1.234.567", "[€1.234.567]", id="dots between thousands"),
        pytest.param("60 → 67,+11.67%,超过 10%", "60 → 67,+11.67%,超过 10%", id="percentages"),
        pytest.param("7.50 %", "7.50 %", id="a percentage with a blank"),
        pytest.param("第 3 版,2026年10月1日", "第 3 版,2026年10月1日", id="a date"),
        pytest.param("v2026.11.24", "v2026.11.24", id="a version"),
        pytest.param("3 单", "3 单", id="a count"),
        pytest.param('a < b & "c"', "a &lt; b &amp; &#34;c&#34;", id="marks of HTML"),
        pytest.param("\x1b[31m\u202e12.00", "[31m[12.00]", id="control characters"),
    ],
)
def test_sums_are_found_and_everything_is_escaped(text: str, expected: str) -> None:
    assert covered(text) == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param(
            "看 https://a.cn/x?y=1&z=2。", "https://a.cn/x?y=1&amp;z=2", id="in a sentence"
        ),
        pytest.param("(http://a.cn/b).", "http://a.cn/b", id="in brackets"),
        pytest.param("https://a.cn/12,000.00", "https://a.cn/12,000.00", id="with a sum in it"),
    ],
)
def test_links_are_links(text: str, address: str) -> None:
    link = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'
    assert link in rich(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("data:text/html,x", id="data"),
        pytest.param("//a.cn/x", id="no scheme"),
    ],
)
def test_only_web_addresses_are_links(text: str) -> None:
    assert "<a" not in rich(text)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param("3 单(本月)", "3 单<small>(本月)</small>", id="Chinese"),
        pytest.param("3 deals (this month)", "3 deals<small>(this month)</small>", id="English"),
    ],
)
def test_a_remark_after_the_key_figure_is_small(figure: str, expected: str) -> None:
    assert big(figure) == expected


def test_a_sum_longer_than_a_line_may_be_broken() -> None:
    assert 'class="sum"' in rich("¥1,234,567,890,123,456,789.00")


def test_a_date_is_not_broken_at_its_hyphens() -> None:
    assert rich("自 2020-01-01 起") == '自 <span class="whole">2020-01-01</span> 起'


@pytest.mark.parametrize(
    ("contact", "phrase"),
    [
        pytest.param(ZHANG, "我今天的提成", id="employee"),
        pytest.param(replace(ZHANG, engagement=Engagement.AGENT), "我今天的佣金", id="agent"),
        pytest.param(replace(ZHANG, locale="en"), "My commission today", id="English"),
        pytest.param(replace(ZHANG, role=Role.HR), "导入表格", id="HR"),
        pytest.param(replace(ZHANG, role=Role.MENTOR), "我的带教", id="mentor"),
        pytest.param(replace(ZHANG, role=Role.FINANCE), "帮助", id="finance"),
        pytest.param(replace(ZHANG, locale="fr-FR"), "My commission today", id="another language"),
    ],
)
def test_the_quick_phrases_suit_the_person(contact: Contact, phrase: str) -> None:
    page = ChatView().page(language=contact.language, today="2026-11-24", contact=contact)

    assert f'<button type="button">{phrase}</button>' in page


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("engagement", list(Engagement))
@pytest.mark.parametrize("role", [Role.REP, Role.MENTOR, Role.MANAGER, Role.HR, Role.FINANCE])
def test_every_quick_phrase_is_understood(locale: str, engagement: Engagement, role: Role) -> None:
    contact = replace(ZHANG, locale=locale, engagement=engagement, role=role)

    meant = {phrase: understand(phrase, today=NOON.date()).intent for phrase in phrases(contact)}

    assert [phrase for phrase, intent in meant.items() if intent is None] == []


@pytest.mark.parametrize(
    ("language", "expected", "unexpected"),
    [
        pytest.param("zh", "你有一条业绩提醒", "A message", id="her own: as it was worded"),
        pytest.param("en", "A message from Foothold", "业绩提醒", id="another: said in the page's"),
    ],
)
def test_the_list_speaks_the_language_of_the_page(
    language: str, expected: str, unexpected: str
) -> None:
    body = wire.written(a_message(card=NEW_DEAL), address="1")
    last = ChatEntry(id=1, person_id=1, key="a", is_from_person=False, body=body, at=NOON)

    page = ChatView().people(
        [Listed(contact=ZHANG, last=last)], language=language, today="2026-11-24", chosen=None
    )

    assert expected in page
    assert unexpected not in page


@pytest.mark.parametrize(
    ("at", "language", "expected"),
    [
        pytest.param("2026-11-24T03:00", "zh", "销售 · 第 2 周", id="Chinese"),
        pytest.param("2026-11-24T03:00", "en", "Sales · week 2", id="English"),
        pytest.param("2026-11-22T15:59", "zh", "销售 · 第 1 周", id="her week's last minute"),
        pytest.param("2026-11-22T16:00", "zh", "销售 · 第 2 周", id="where she is it is Monday"),
    ],
)
def test_what_somebody_is_is_said_in_the_language_of_the_page_by_her_clock(
    at: str, language: str, expected: str
) -> None:
    person = Person(
        id=1, number="A1", name="张三", roles=frozenset({Role.REP}), hired_on=date(2026, 11, 16)
    )

    moment = datetime.fromisoformat(f"{at}+00:00")
    assert contact_of(person, moment, language=language).subtitle == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("张三", "张三", id="two characters"),
        pytest.param("欧阳建国", "建国", id="four characters"),
        pytest.param("Anna Maria Weber", "AM", id="Latin"),
        pytest.param("bo", "B", id="one word"),
        pytest.param("", "", id="none"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert replace(ZHANG, name=name).initials == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"v": 9}', id="another version"),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_an_entry_that_can_not_be_read_says_so_and_the_rest_is_shown(body: bytes) -> None:
    said = said_bytes(Said(text="还在", client_id="a"))
    broken = ChatEntry(id=1, person_id=1, key="a", is_from_person=False, body=body, at=NOON)
    whole = replace(broken, id=2, is_from_person=True, body=said)

    page = ChatView().entries([broken, whole], contact=ZHANG, has_older=False)

    assert "这条消息由新版本写成,请刷新页面。" in page
    assert "还在" in page


def test_times_are_the_persons_own() -> None:
    entry = ChatEntry(
        id=1,
        person_id=1,
        key="a",
        is_from_person=True,
        body=said_bytes(Said(text="hi", client_id="a")),
        at=NOON,
    )
    london = replace(ZHANG, zone="Europe/London", locale="en")

    page = ChatView().entries([entry], contact=london, has_older=False)

    assert '<time datetime="2026-11-24T04:30:00+00:00">04:30</time>' in page
    assert "Tue, Nov 24" in page
