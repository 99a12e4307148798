"""The order of Chinese titles: by sound, as lists in Chinese offices are."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

TONED = Style.TONE3
STEMS = "".join(map(chr, (0x7532, 0x4E59, 0x4E19, 0x4E01, 0x620A, 0x5DF1, 0x5E9A, 0x8F9B, 0x58EC, 0x7678)))  # 甲 to 癸
LAST = re.compile(rf"[{STEMS}](?=$|[(\uff08])")
"""A stem that numbers what it ends: 开发区甲 stands before 开发区乙, whatever they sound like."""


def sort_key(title: str) -> str:
    """Pinyin with tone digits, then the title itself, cut to the column's width."""
    counted = LAST.sub(lambda found: f" {STEMS.index(found[0])} ", title)
    sound = " ".join(lazy_pinyin(counted, style=TONED, errors="default"))
    return f"{sound.lower()} {title}"[:200]
