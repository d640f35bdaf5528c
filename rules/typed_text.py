"""What people type, freed of what is not language: mentions, widths, unseen characters, case."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MENTION = re.compile(
    r"@(?:foothold|站稳)(?:bot|机器人|助手)?|<@[^<>]{1,40}>|^@[^\s@]{1,40}(?=\s)(?!\s*的)",
    re.IGNORECASE,
)
_SLASH = re.compile(r"^\s*/\s*(?:(?:foothold|站稳)(?![a-z]))?", re.IGNORECASE)
_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_INVISIBLE = frozenset({"Cf", "Co", "Cs", "Cn"})
_SIMPLIFIED = str.maketrans(
    "傭個這業績錢嗎賺掙麼為們幫請說給單簽萬號週禮總現領從間裡裏兩塊開還沒會細計釋點後綁碼聯結幾獎"
    "訂過來讓問應該顯據實際約進帳賬億負師傅體數頭報餘賣達產員動換導訪談復盤評況戶課標團隊試學習無"
    "離職險風組樣門設記錄繫發關閉靜擾誰狀態劃轉練訓寫價覺難紅補審題優詢資網處機級檔別語論輔擇選類"
    "務專變歷錯誤連線斷嘗確認擁買東車長閒僱辭極歲",
    "佣个这业绩钱吗赚挣么为们帮请说给单签万号周礼总现领从间里里两块开还没会细计释点后绑码联结几奖"
    "订过来让问应该显据实际约进账账亿负师傅体数头报余卖达产员动换导访谈复盘评况户课标团队试学习无"
    "离职险风组样门设记录系发关闭静扰谁状态划转练训写价觉难红补审题优询资网处机级档别语论辅择选类"
    "务专变历错误连线断尝确认拥买东车长闲雇辞极岁",
)


def clean(text: str) -> str:
    """Take away what is not meant to be read, keeping letters as typed.

    Width and compatibility forms are made one (NFKC), unseen characters, the first @mention, a
    leading slash and blanks between Chinese characters removed.
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    if not text.isprintable():  # else no character of these categories is in it
        text = "".join(
            " " if category == "Cc" else char
            for char in text
            if (category := unicodedata.category(char)) not in _INVISIBLE
        )
    # Whoever is mentioned first is the bot; a second mention is a person asked about.
    text = _MENTION.sub(" ", " ".join(text.split()), count=1)
    return _CHINESE_GAP.sub("", " ".join(_SLASH.sub("", text).replace("_", " ").split()))


@lru_cache(maxsize=16)  # each grammar folds the same sentence
def fold(text: str) -> str:
    """Lower-case and simplify without moving any character, so that places stay the same."""
    lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_SIMPLIFIED)
