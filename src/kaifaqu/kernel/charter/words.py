"""How charters are spoken of: nouns, forces, bounds and kinds of change, in Chinese and English side by side."""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "added": ("新增{noun}“{title}”{new}", "adds the {noun} “{title}” {new}"),
    "removed": ("不再规定{noun}“{title}”{old}", "no longer has the {noun} “{title}” {old}"),
    "raised": ("“{title}”由{old}提高到{new}", "raises “{title}” from {old} to {new}"),
    "lowered": ("“{title}”由{old}降低到{new}", "lowers “{title}” from {old} to {new}"),
    "lengthened": ("“{title}”由{old}延长到{new}", "lengthens “{title}” from {old} to {new}"),
    "shortened": ("“{title}”由{old}缩短到{new}", "shortens “{title}” from {old} to {new}"),
    "changed": ("“{title}”由{old}改为{new}", "changes “{title}” from {old} to {new}"),
    "repealed": ("废止“{title}”（原为{old}）", "repeals “{title}” (was {old})"),
    "strengthened": ("“{title}”由“{old}”收紧为“{new}”", "makes “{title}” stricter, from {old} to {new}"),
    "weakened": ("“{title}”由“{old}”放宽为“{new}”", "makes “{title}” softer, from {old} to {new}"),
    "bound": ("“{title}”的上下限性质由{old}改为{new}", "changes what “{title}” allows below it, from {old} to {new}"),
    "owner": ("“{title}”改由{new}承担（原为{old}）", "gives “{title}” to {new} (was {old})"),
    "test": ("“{title}”的判定条件有变化", "changes what “{title}” tests"),
    "step": ("程序“{title}”的环节有变化：{path}", "changes a step of “{title}”: {path}"),
    "task": ("改革任务有变化：{path}", "changes a reform task: {path}"),
    "indicator": ("考核指标有变化：{path}", "changes an indicator: {path}"),
    "effect": ("“{title}”的结果有变化", "changes what follows from “{title}”"),
    "wording": ("“{title}”的表述有变化", "rewords “{title}”"),
    "source": ("“{title}”的出处或根据由{old}改为{new}", "changes the ground of “{title}” from {old} to {new}"),
}
"""Every kind of change, as one sentence in Chinese and in English."""

NOUNS: dict[str, tuple[str, str]] = {
    "params": ("参数", "parameter"),
    "organs": ("机构", "organ"),
    "rights": ("权利", "right"),
    "duties": ("职责", "duty"),
    "powers": ("权力", "power"),
    "measures": ("指标", "measure"),
    "tests": ("判定", "test"),
    "constraints": ("约束", "constraint"),
    "procedures": ("程序", "procedure"),
    "schemes": ("考核办法", "scheme"),
    "rules": ("规则", "rule"),
    "programmes": ("改革方案", "programme"),
}
COLON = ("：", ": ")
LISTED = ("、", ", ")

FORCES: dict[str, tuple[str, str]] = {
    "must": ("应当", "must"),
    "in_principle": ("原则上", "in principle"),
    "encouraged": ("鼓励", "encouraged"),
    "permitted": ("可以", "permitted"),
}
BOUNDS: dict[str, tuple[str, str]] = {
    "floor": ("不得低于", "a floor"),
    "ceiling": ("不得高于", "a ceiling"),
    "fixed": ("不得变动", "fixed"),
    "free": ("可以自定", "free"),
}
