"""绑定喜报群, 解绑喜报群: a manager says in a group that it is, or is no more, her team's."""

from __future__ import annotations

import re

_GROUP = r"(?:喜报|报喜|战报)群"
_BIND = re.compile(
    rf"(?:请|帮我)?(?:绑定|设为|设成|设置)(?:这个群为|本群为|为)?{_GROUP}[.。!]?"
    rf"|(?:把)?(?:本群|这个群)(?:设为|设成|绑定为|作为|是){_GROUP}[.。!]?"
    r"|(?:请|帮我)?(?:以后)?(?:把)?喜报(?:都)?(?:发|推|播)(?:送|报)?(?:到|在)(?:这个|本)群(?:里)?[.。!]?"
    rf"|(?:请|帮我)?(?:绑定|用|拿)(?:这个|本)群(?:当|做|为|作|作为|成)(?:我们的?)?{_GROUP}[.。!]?"
    r"|(?:please )?(?:post|send|share) (?:the |our )?good[- ]news (?:here|in(?:to)? this (?:group|"
    r"channel))[.!]?"
    r"|(?:bind|set|use) (?:this )?(?:as )?(?:our |the )?good[- ]news (?:group|channel)[.!]?"
)
_UNBIND = re.compile(
    rf"(?:请|帮我)?(?:解绑|取消绑定|解除|取消){_GROUP}[.。!]?"
    r"|(?:这个|本)群(?:里)?(?:就)?(?:别|不要|不用|停止)(?:再)?(?:发|推|播)(?:送|报)?喜报(?:了)?[.。!]?"
    r"|(?:别|不要|不用)(?:再)?(?:在|往)(?:这个|本)群(?:里)?(?:发|推|播)(?:送|报)?喜报(?:了)?[.。!]?"
    r"|(?:please )?(?:stop|no more) (?:posting |sending )?good[- ]news (?:here|in this (?:group|"
    r"channel))[.!]?"
    r"|(?:unbind|remove) (?:this |our |the )?good[- ]news (?:group|channel)[.!]?"
)


def is_bind(folded: str) -> bool:
    """Whether this folded text makes the group it is said in the team's."""
    return _BIND.fullmatch(folded) is not None


def is_unbind(folded: str) -> bool:
    """Whether this folded text ends that."""
    return _UNBIND.fullmatch(folded) is not None
