"""Which group a 喜报 goes to, and how a manager says which is her team's."""

from __future__ import annotations

import pytest

from rules.good_news import Group, group_for
from rules.spoken_good_news import is_bind, is_unbind
from rules.typed_text import fold

_SLACK = Group(channel="slack", address="T1:C1")
_DING = Group(channel="dingtalk", address="ding1:cid1:")
_FIXED = Group(channel="wecom", address="ww1:#wr1")


@pytest.mark.parametrize(
    ("bound", "fixed", "here", "expected"),
    [
        pytest.param([], None, "slack", None, id="none"),
        pytest.param([_SLACK], None, "webchat", _SLACK, id="the only one, from elsewhere"),
        pytest.param([_SLACK, _DING], None, "dingtalk", _DING, id="the one where she is"),
        pytest.param([_DING, _SLACK], None, "webchat", _DING, id="else the newest"),
        pytest.param([_SLACK], _FIXED, "slack", _FIXED, id="the site's own before all"),
        pytest.param([], _FIXED, "", _FIXED, id="the site's own alone"),
    ],
)
def test_a_team_has_one_group_at_a_time(
    bound: list[Group], fixed: Group | None, here: str, expected: Group | None
) -> None:
    assert group_for(bound, fixed=fixed, here=here) == expected


@pytest.mark.parametrize(
    "text",
    ["绑定喜报群", "请绑定喜报群", "本群设为喜报群", "Bind good news group", "设置喜报群。"],
)
def test_a_group_is_bound_by_one_sentence(text: str) -> None:
    assert (is_bind(fold(text)), is_unbind(fold(text))) == (True, False)


@pytest.mark.parametrize("text", ["解绑喜报群", "取消绑定喜报群", "unbind good news group"])
def test_and_unbound_by_another(text: str) -> None:
    assert (is_bind(fold(text)), is_unbind(fold(text))) == (False, True)


@pytest.mark.parametrize("text", ["喜报群", "怎么绑定喜报群?", "绑定喜报群了吗", "bind me"])
def test_what_only_speaks_of_it_binds_nothing(text: str) -> None:
    assert not is_bind(fold(text))
    assert not is_unbind(fold(text))
