"""绑定喜报群, 解绑喜报群: a manager says in a group that it is, or is no more, her team's."""

from __future__ import annotations

import re

_GROUP = r"(?:喜报|报喜|战报)群"
_BIND = re.compile(
    rf"(?:请|帮我)?(?:绑定|设为|设成|设置)(?:这个群为|本群为|为)?{_GROUP}[.。!]?"
    rf"|(?:把)?(?:本群|这个群)(?:设为|设成|绑定为|作为|是){_GROUP}[.。!]?"
    r"|(?:bind|set|use) (?:this )?(?:as )?(?:our |the )?good[- ]news (?:group|channel)[.!]?"
)
_UNBIND = re.compile(
    rf"(?:请|帮我)?(?:解绑|取消绑定|解除|取消){_GROUP}[.。!]?"
    r"|(?:unbind|remove) (?:this |our |the )?good[- ]news (?:group|channel)[.!]?"
)


def is_bind(folded: str) -> bool:
    """Whether this folded text makes the group it is said in the team's."""
    return _BIND.fullmatch(folded) is not None


def is_unbind(folded: str) -> bool:
    """Whether this folded text ends that."""
    return _UNBIND.fullmatch(folded) is not None
