"""Chinese typed in Latin letters, by what stands beside what in some texts."""

from __future__ import annotations

import pytest

from rules.typed_pinyin import Sounds

_SOUNDS = Sounds(
    """我的提成多少 这个月的目标 还差几单转正 我师傅是谁 换师傅 为啥提成少了
    下一门课学什么 再签两万多少""".split()
)
_KNOWN = frozenset({"change", "can", "me", "mentor", "kpi", "he", "and", "commission", "done"})


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("wo de ticheng duoshao", "我的提成多少"),
        ("wodeticheng", "我的提成"),
        ("hai cha ji dan zhuanzheng", "还差几单转正"),
        ("huan shifu", "换师傅"),
        ("wo shifu shi shei", "我师傅是谁"),
        ("再签3w多少tc", "再签3w多少提成"),
        ("下一门课学sm", "下一门课学什么"),
        ("wo de kpi duoshao", "我的kpi多少"),
        ("zz", "转正"),
    ],
)
def test_sounds_are_written_out(typed: str, written: str) -> None:
    assert _SOUNDS.read(typed, known=_KNOWN) == written


@pytest.mark.parametrize(
    "typed",
    [
        *("can he change me", "change my mentor", "commission", "hello", "he"),
        *("我的KPI多少", "Shi Fu", "123", ""),
    ],
)
def test_what_is_no_sound_stays(typed: str) -> None:
    assert _SOUNDS.read(typed, known=_KNOWN) is None


def test_without_texts_nothing_is_read() -> None:
    assert Sounds([]).read("wo de ticheng", known=_KNOWN) is None
