"""What HR types to see whom the bot can not reach: 谁联系不上, "who can the bot not reach"."""

from __future__ import annotations

import re

UNREACHABLE = re.compile(
    r"\s*/?\s*(?:请问|看看|查一下)?(?:"
    r"(?:机器人|站稳)?联系不上(?:谁|哪些人|的人|名单)?|(?:谁|哪些人)(?:机器人)?联系不上(?:了)?|联系不到(?:谁|的人)?|"
    r"who can(?:no|')?t? ?(?:the bot|foothold|you)? ?(?:not )?reach|"
    r"who can (?:the bot|foothold|you) not reach|who can't (?:the bot|foothold|you) reach|"
    r"who is unreachable|unreachable|bot cannot reach"
    r")\s*[??。.!!]*\s*"
)
