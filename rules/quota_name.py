"""A plan names those with quotas of their own by number; one who is erased has a pseudonym."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal

_QUOTAS = "quotas"


def renamed(toml: str, number: str, pseudonym: str) -> str:
    """Give a plan's text with another name for one person's quota, and no comment beside it.

    A text without her quota comes back as it is. Nothing else changes, but where her number is
    written in a way that is not found the text is written anew, without any comments.
    """
    before = tomllib.loads(toml, parse_float=Decimal)
    quotas = before.get(_QUOTAS)
    if not isinstance(quotas, dict) or number not in quotas:
        return toml
    wanted = {**before, _QUOTAS: {pseudonym if k == number else k: v for k, v in quotas.items()}}
    text = _in_place(toml, number, pseudonym)
    try:
        is_done = tomllib.loads(text, parse_float=Decimal) == wanted
    except tomllib.TOMLDecodeError:
        is_done = False
    if is_done:
        return text
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in wanted.items())


def _in_place(toml: str, number: str, pseudonym: str) -> str:
    key = re.compile(rf"""(?<![\w"'-])(["']?){re.escape(number)}\1(?=\s*=)""")
    begin = toml.find(_QUOTAS)
    lines = [
        key.sub(pseudonym, line).split("#")[0].rstrip() if key.search(line) else line
        for line in toml[begin:].split("\n")
    ]
    return toml[:begin] + "\n".join(lines)


def _value(value: object) -> str:
    if isinstance(value, dict):
        inner = (f"{json.dumps(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
