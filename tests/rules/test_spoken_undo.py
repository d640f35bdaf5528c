"""撤销 alone, or with what was imported; anything more is another sentence."""

from __future__ import annotations

import pytest

from rules.spoken_undo import UNDO
from rules.typed_text import fold


@pytest.mark.parametrize(
    "text",
    [
        *("撤销", "撤销一下", "刚才的导入撤回", "导错了,怎么撤销?", "误导入了怎么撤销"),
        *("帮我把刚才的操作撤掉", "撤销刚才的导入"),
        *("Undo", "undo that", "How can I take back the last import?"),
    ],
)
def test_a_wish_to_take_back(text: str) -> None:
    assert UNDO.fullmatch(fold(text))


@pytest.mark.parametrize(
    "text", ["撤销报单", "撤销李雷的目标", "不要撤销", "导入", "undo my deal", "take back control"]
)
def test_another_sentence(text: str) -> None:
    assert not UNDO.fullmatch(fold(text))
