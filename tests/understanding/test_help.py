"""How people ask what the bot can do, and link their account."""

from __future__ import annotations

import pytest

from handlers.understanding import Intent
from tests.understanding.meaning import Meaning, meaning, said, understood

HELP = Intent.HELP
LINK = Intent.LINK


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        said("帮助", HELP),
        said("help", HELP),
        said("你能做什么", HELP),
        said("?", HELP),
        said("？", HELP),
        said("菜单", HELP),
        said("你好", HELP),
        said("hi", HELP),
        said("what can you do", HELP),
        said("你都会些什么", HELP),
        said("怎么使用你", HELP),
        said("what are my options", HELP),
        said("hello there", HELP),
        said("帮帮我", HELP),
        said("使用帮助", HELP),
        said("功能列表", HELP),
        said("在吗", HELP),
        said("这个机器人能干嘛", HELP),
        said("hey bot, help!", HELP),
        said("how do i use this thing", HELP),
        said("怎么用这个机器人", HELP),
        said("有什么功能", HELP),
        said("what commands are there", HELP),
        said("帮助菜单", HELP),
    ],
)
def test_a_rep_asking_for_help_is_understood(text: str, expected: Meaning) -> None:
    assert meaning(understood(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        said("绑定 483920", LINK, code="483920"),
        said("link 483920", LINK, code="483920"),
        said("483920", LINK, code="483920"),
        said("K7F3K9Q2", LINK, code="K7F3K9Q2"),
        said("38RD9JTR", LINK, code="38RD9JTR"),
        said("绑定 38RD9JTR", LINK, code="38RD9JTR"),
        said("绑定", LINK),
        said("我的绑定码是 483920", LINK, code="483920"),
        said("my code is 483920", LINK, code="483920"),
        said("link my account 483920", LINK, code="483920"),
        said("激活码：K7F3K9Q2", LINK, code="K7F3K9Q2"),
        said("bind 483 920", LINK, code="483920"),
        said("请绑定483920", LINK, code="483920"),
    ],
)
def test_a_linking_code_is_understood(text: str, expected: Meaning) -> None:
    assert meaning(understood(text)) == expected
