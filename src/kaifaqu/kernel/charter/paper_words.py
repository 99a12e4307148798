"""The words of the papers in Chinese and in English: a paper is in one language from its title to its date."""

from __future__ import annotations

Pair = tuple[str, str]

NAMES: dict[str, Pair] = {
    "comparison": ("修订对照表", "Table of old and new"),
    "plan": ("实施方案", "Plan of implementation"),
    "division": ("任务分工表", "Division of work"),
    "clauses": ("条款一览表", "Table of clauses"),
}
HEADS: dict[str, tuple[Pair, ...]] = {
    "comparison": (
        ("序号", "No."),
        ("条款", "Clause"),
        ("原规定", "Old"),
        ("新规定", "New"),
        ("变化", "Change"),
        ("依据", "Basis"),
        ("施行日期", "In force from"),
    ),
    "clauses": (
        ("序号", "No."),
        ("题目", "Topic"),
        ("条款", "Clause"),
        ("规定", "What it says"),
        ("依据", "Basis"),
        ("施行日期", "In force from"),
    ),
    "work": (
        ("序号", "No."),
        ("任务", "Task"),
        ("牵头", "Lead"),
        ("配合", "Assisting"),
        ("时限", "When"),
        ("依据", "Basis"),
    ),
}
KINDS: dict[str, Pair] = {
    "added": ("新增", "Added"),
    "removed": ("不再规定", "Dropped"),
    "raised": ("提高", "Raised"),
    "lowered": ("降低", "Lowered"),
    "lengthened": ("延长", "Lengthened"),
    "shortened": ("缩短", "Shortened"),
    "changed": ("调整", "Changed"),
    "repealed": ("废止", "Repealed"),
    "strengthened": ("收紧", "Stricter"),
    "weakened": ("放宽", "Softer"),
    "bound": ("上下限调整", "Other bound"),
    "wording": ("表述修改", "Reworded"),
}
"""What happened to a clause, in a word or two."""
ORDINALS: tuple[Pair, ...] = (
    ("一、", "I. "),
    ("二、", "II. "),
    ("三、", "III. "),
    ("四、", "IV. "),
    ("五、", "V. "),
    ("六、", "VI. "),
    ("七、", "VII. "),
    ("八、", "VIII. "),
    ("九、", "IX. "),
    ("十、", "X. "),
    ("十一、", "XI. "),
    ("十二、", "XII. "),
)
SPACE_AFTER: Pair = ("", " ")
CHAPTER: Pair = ("（{0}）{1}", "({0}) {1}")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SAID: dict[str, Pair] = {
    "draft": ("草案", "Draft"),
    "synthetic": ("演示数据", "Demonstration data"),
    "day": ("{year}年{month}月{day}日", "{day} {written} {year}"),
    # Headings
    "general": ("总体要求", "General"),
    "changes": ("主要变化", "What changes"),
    "contents": ("主要内容", "What it says"),
    "work": ("责任分工", "Division of work"),
    "times": ("时间安排", "Dates"),
    "below": ("下级衔接", "What lower charters have to follow"),
    "checks": ("检核", "Checks"),
    # General
    "amends": (
        "根据《{document}》，修订{place}开发区制度方案。",
        "On the ground of {document}, the charter of the zones of {place} is amended.",
    ),
    "amends_alone": ("修订{place}开发区制度方案。", "The charter of the zones of {place} is amended."),
    "first": (
        "根据《{document}》，制定{place}开发区制度方案。",
        "On the ground of {document}, a charter of the zones of {place} is made.",
    ),
    "first_alone": ("制定{place}开发区制度方案。", "A charter of the zones of {place} is made."),
    "in_force": ("新的规定自{day}起施行，共{n}处变化。", "It is in force from {day}. Number of changes: {n}."),
    "first_in_force": ("方案自{day}起施行，共{n}条。", "It is in force from {day}. Number of clauses: {n}."),
    "about": ("内容涉及{topics}。", "It is about: {topics}."),
    # Changes
    "new": ("（新增）", "Added"),
    "gone": ("（删去）", "Dropped"),
    "other": ("其他", "Other"),
    "dropped": ("不再规定：{what}", "No longer holds: {what}"),
    "was": ("{of}原为{old}", "{of}was {old}"),
    "repeals": ("废止“{title}”，原为{old}", "{title} is repealed; it was {old}"),
    "ended": ("（废止）", "Repealed"),
    "untold": ("（原条款）", "As before"),
    "touched": ("{part}有调整", "{part} is changed"),
    "force": ("约束由“{old}”改为“{new}”", "its force was {old} and is now {new}"),
    "part_changed": ("{part}改为{new}，原为{old}", "{part} is now {new}; it was {old}"),
    "part_added": ("增加{part}：{new}", "it adds {part}: {new}"),
    "part_gone": ("取消{part}，原为{old}", "it drops {part}, which was {old}"),
    "repealed": ("废止", "Repealed"),
    "no_source": ("没有出处", "No source"),
    # Dates
    "takes_effect": ("新的规定施行", "The new rules take effect"),
    "on": ("{day}：{what}", "{day}: {what}"),
    # Below
    "follows": (
        "{place}的方案与新的规定不一致，先按新的规定执行，并须修订以下各处：",
        "The charter of {place} says otherwise: the new rules hold, and these have to be amended:",
    ),
    "none_below": ("下级方案没有与新的规定不一致之处。", "No lower charter says otherwise."),
    # Checks
    "check": ("{what}：不符合的告知{who}。", "{what}: who breaks it is reported to {who}."),
    "no_checks": ("所改条款没有对应的约束检核。", "No constraint goes with what changes."),
    # Closing
    "issuer": ("（发文机关）", "Issued by:"),
    "issued": ("　　年　月　日", "Day of issue:"),
}
"""The sentences of the papers."""
