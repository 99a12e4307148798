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
    "wording": ("“{title}”的表述有变化", "rewords “{title}”"),
}
"""Changes of a whole clause or of a value, each as one sentence in Chinese and in English."""

PART_CHANGED = ("{noun}“{title}”的{part}由{old}改为{new}", "{noun} “{title}”: {part}, from {old} to {new}")
PART_ADDED = ("{noun}“{title}”增加{part}：{new}", "{noun} “{title}”: adds {part}: {new}")
PART_REMOVED = ("{noun}“{title}”取消{part}（原为{old}）", "{noun} “{title}”: drops {part} (was {old})")
PART_TOUCHED = ("{noun}“{title}”的{part}有变化", "{noun} “{title}”: {part}, changed")
"""Changes of a part of a clause: a stage's limit, a task, a test, an owner."""
NAME = ("名称", "the name")
SENTENCE = ("条文", "the sentence")
VALUE = ("内容", "the content")
IN_CHINESE = ("{0}（中文）", "{0} (in Chinese)")
IN_ENGLISH = ("{0}（英文）", "{0} (in English)")
"""Where only one language's words change."""

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
STOP = ("。", ".")
CITED = ("《{0}》{1}", "“{0}” {1}")
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

JOINED: dict[str, tuple[str, str]] = {
    "at_least": ("{0}不低于{1}", "{0} is at least {1}"),
    "at_most": ("{0}不超过{1}", "{0} is at most {1}"),
    "above": ("{0}超过{1}", "{0} is above {1}"),
    "below": ("{0}低于{1}", "{0} is below {1}"),
    "at_least_day": ("{0}不早于{1}", "{0} is no earlier than {1}"),
    "at_most_day": ("{0}不晚于{1}", "{0} is no later than {1}"),
    "above_day": ("{0}晚于{1}", "{0} is later than {1}"),
    "below_day": ("{0}早于{1}", "{0} is earlier than {1}"),
    "is": ("{0}为{1}", "{0} is {1}"),
    "is_not": ("{0}不为{1}", "{0} is not {1}"),
    "in": ("{0}属于{1}之一", "{0} is one of {1}"),
    "not_in": ("{0}不属于{1}", "{0} is none of {1}"),
    "test": ("符合“{0}”", "“{0}” holds"),
    "not_test": ("不符合“{0}”", "“{0}” does not hold"),
    "not": ("不符合（{0}）", "not so: ({0})"),
    "all": ("，并且", " and "),
    "any": ("，或者", " or "),
    "inner": ("（{0}）", "({0})"),
    "at": ("{0}（{1}）", "{0} ({1})"),
    "less": ("{0}减去{1}", "{0} less {1}"),
    "ratio": ("{0}与{1}之比", "the ratio of {0} to {1}"),
    "change": ("{0}由{1}到{2}的增加数", "the gain in {0} from {1} to {2}"),
    "growth": ("{0}由{1}到{2}的增幅", "the growth of {0} from {1} to {2}"),
    "mean": ("各{1}的{0}平均值", "the mean of {0} over every {1}"),
    "count": ("{0}的个数", "the number of members of the kind {0}"),
    "sum": ("{0}之和", "the sum of {0}"),
    "sum_over": ("各{1}的{0}合计", "the total of {0} over every {1}"),
    "where": ("{0}（限于{1}的）", "{0} (of those where {1})"),
    "measure": ("“{0}”", "“{0}”"),
}
"""The grammar of tests and measures as phrases."""

CLAUSE_FIELDS: dict[str, tuple[str, str]] = {
    "src": ("出处", "the source"),
    "grounding": ("依据程度", "how it is grounded"),
    "reading": ("读法", "the reading"),
    "note": ("说明", "the note"),
    "start": ("施行日期", "the day from which it is in force"),
}
FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "Param": {
        "unit": ("单位", "the unit"),
        "by": ("分类依据", "what its values go by"),
        "options": ("选项", "the options"),
        "share": ("是否占比", "whether it is a share"),
    },
    "Organ": {
        "kind": ("机构类别", "the kind of organ"),
        "of": ("所属", "what it belongs to"),
        "does": ("职能", "what it does"),
        "members": ("成员", "the members"),
        "led_by": ("负责人", "who leads it"),
        "model": ("运行模式", "the model"),
    },
    "Right": {"holder": ("权利人", "the holder"), "over": ("权利对象", "over whom it is held")},
    "Duty": {
        "category": ("类别", "the category"),
        "owner": ("承担单位", "the owner"),
        "assists": ("协办单位", "who assists"),
        "example": ("是否举例", "whether it is an example"),
    },
    "Power": {
        "kind": ("权力类型", "the type of power"),
        "holder": ("行使单位", "the holder"),
        "mode": ("赋权方式", "the mode of handing down"),
        "example": ("是否举例", "whether it is an example"),
    },
    "Measure": {
        "definition": ("定义", "the definition"),
        "term": ("算法", "how it is computed"),
        "unit": ("单位", "the unit"),
    },
    "NamedTest": {"holds": ("判定条件", "the test")},
    "Constraint": {
        "each": ("约束对象", "what it binds"),
        "where": ("适用条件", "where it applies"),
        "holds": ("判定条件", "the test"),
        "tell": ("告知对象", "who is told"),
    },
    "Procedure": {
        "about": ("事项", "what it is about"),
        "call": ("发起", "how it begins"),
        "route": ("分派", "how it is assigned"),
        "outer": ("总时限", "the limit over the whole"),
        "stages": ("环节", "the stage"),
        "returns": ("退回", "sending back"),
        "reopen": ("重开", "reopening"),
        "extend": ("延期", "the extension"),
        "ladder": ("提醒阶梯", "the ladder of reminders"),
        "pauses": ("中止计时事由", "what stops the clock"),
    },
    "Stage": {
        "title": ("名称", "the name"),
        "by": ("承办", "the acting party"),
        "within": ("时限", "the limit"),
        "until": ("截止", "the end"),
        "at_most": ("最长时限", "the longest limit"),
        "needs": ("须提交", "the papers required"),
        "along": ("协办", "the help required"),
        "silent": ("逾期不答视为", "the meaning of silence"),
        "sets": ("可一并改定", "what an answer may also set"),
        "does": ("办成后的结果", "what an outcome does"),
        "then": ("转入", "the outcomes"),
    },
    "Rule": {
        "each": ("规则对象", "what it is for"),
        "where": ("适用条件", "where it applies"),
        "on": ("触发", "when it runs"),
        "let": ("取数", "what it works out first"),
        "when": ("条件", "the condition"),
        "do": ("结果", "what follows"),
        "otherwise": ("条件不成立时的结果", "what follows otherwise"),
    },
    "Scheme": {
        "each": ("考核对象", "whom it assesses"),
        "where": ("适用条件", "where it applies"),
        "indicators": ("考核指标", "the indicator"),
    },
    "Indicator": {
        "title": ("名称", "the name"),
        "weight": ("权重", "the weight"),
        "src": ("出处", "the source"),
        "below": ("考核指标", "the indicator"),
    },
    "Programme": {
        "tasks": ("改革任务", "the task"),
        "phases": ("阶段", "the phases"),
        "goals": ("目标", "the goals"),
        "targets": ("目标值", "the target"),
        "approved": ("批准日期", "the day of approval"),
        "deadline": ("完成期限", "the deadline"),
    },
    "Task": {
        "title": ("名称", "the name"),
        "lead": ("牵头单位", "the lead"),
        "level": ("层级", "the level"),
        "proves": ("验收判定", "the proof"),
        "src": ("出处", "the source"),
        "note": ("说明", "the note"),
    },
    "Target": {
        "title": ("名称", "the name"),
        "measure": ("衡量指标", "the measure"),
        "reach": ("达到", "the value to be reached"),
        "met": ("达标判定", "the test"),
        "grows": ("增长的数据", "the figure that grows"),
        "growth_from": ("增速起算", "the start of growth"),
        "growth_by": ("年均算法", "the way of averaging"),
        "by": ("期限", "the due date"),
        "src": ("出处", "the source"),
        "reading": ("读法", "the reading"),
    },
}
"""What the parts of clauses are called where a change is told."""

MODES: dict[str, tuple[str, str]] = {
    "own": ("本级行使", "its own"),
    "direct": ("直接赋权", "handed down directly"),
    "entrusted": ("委托", "entrusted"),
    "branch": ("派出机构行使", "by a branch"),
    "stationed": ("派驻", "by stationed staff"),
    "counter": ("设立窗口", "at a counter"),
    "assisted": ("帮办代办", "assisted filing"),
    "touring": ("巡回服务", "touring service"),
}
LEVELS: dict[str, tuple[str, str]] = {
    "zone": ("各开发区", "each zone"),
    "city": ("市级", "the city"),
    "both": ("市区两级", "both"),
}
RUNGS: dict[str, tuple[str, str]] = {
    "warn": ("提醒", "warn"),
    "urge": ("催办", "urge"),
    "follow_up": ("跟踪督办", "follow up"),
    "convene": ("召集会议", "convene"),
    "report": ("上报", "report"),
}
VERBS: dict[str, tuple[str, str]] = {
    "open": ("启动", "open"),
    "set": ("确定", "set"),
    "factor": ("调整", "adjust"),
    "owe": ("应付", "owe"),
    "split": ("分配", "split"),
    "terms": ("给予条件", "give terms for"),
    "propose": ("提出", "propose"),
    "notify": ("通知", "notify"),
    "refuse": ("不予", "refuse"),
}
ASSISTS: dict[str, tuple[str, str]] = {
    "all": ("各协办单位都要答复", "every assisting body answers"),
    "any": ("任一协办单位答复即可", "any assisting body answers"),
    "some": ("{0}家协办单位答复", "assisting bodies that answer: {0}"),
}
PLACES: dict[str, tuple[str, str]] = {"end": ("结束", "the end"), "return": ("退回", "sending back")}
KINDS_OF_VALUE: dict[str, tuple[str, str]] = {
    "limit": ("时限", "a limit"),
    "choice": ("选项", "a choice"),
    "words": ("文字", "words"),
    "date": ("日期", "a day"),
}
PART_OF = ("{0}的{1}", "{1} of {0}")
OUTER = ("由“{0}”到“{1}”为{2}", "from “{0}” to “{1}” within {2}")
OUTER_OWN = ("，发起时可另定", ", unless another is set when it begins")
EXTENDED = ("可延{0}次", "at most {0} times")
EXTENDED_BY = ("，由{0}同意", ", granted by {0}")
EXTENDED_MOST = ("，每次不超过{0}", ", each at most {0}")
SETTABLE: dict[str, tuple[str, str]] = {
    "lead": ("牵头单位", "the lead"),
    "assist": ("协办单位", "the assisting bodies"),
    "limit": ("总时限", "the limit over the whole"),
}
DONE_BY = ("{0}则{1}", "{0}: {1}")
OUTCOME = ("{0}则转“{1}”", "{0}: “{1}”")
SENT_BACK = ("须附{0}，以{1}次为限", "with {0}, at most {1} times")
SENT_BACK_MORE = ("须附{0}，以{1}次为限，再退回由{2}裁定", "with {0}, at most {1} times, then settled by {2}")
REOPENED = ("{0}内可转回“{1}”", "within {0}, at “{1}”")
YES = (("否", "no"), ("是", "yes"))
TO = ("，交{0}", ", to {0}")
SET_TO = ("为{0}", " to {0}")
GIVEN = ("（{0}）", " ({0})")
AND = ("；", "; ")
SPACE = ("", " ")

STANDS_AGAINST: dict[str, tuple[str, str]] = {
    "below_floor": ("，低于", ", below"),
    "above_ceiling": ("，高于", ", above"),
    "weaker": ("，约束力弱于", ", less binding than"),
    "": ("，不同于", ", other than"),
}
"""How a lower charter's word stands to its superior's, by the fault."""
SAID_HERE = ("“{title}”：本地{value}", "“{title}”: here {value}")
DROPPED_HERE = ("不适用", "it is dropped")
SAID_ABOVE = ("{name}{since}的{value}", "{value} of {name}{since}")
SINCE = ("自{day}起", " from {day}")
SUPERIOR_HOLDS = ("，先按{name}的执行", "; that of {name} holds until this is adapted")
"""What a lower charter says that its superior does not allow, as one sentence."""

YUAN = "元"
TENS = {"亿": 8, "千万": 7, "百万": 6, "万": 4, "千": 3, "%": -2, "": 0}
"""What a number is to be multiplied by, in powers of ten, by what follows it."""
QUANTITIES: dict[str, tuple[str, str]] = {
    "count": ("个数", "numbers"),
    "money:CNY": ("人民币金额", "amounts in yuan"),
    "money:USD": ("美元金额", "amounts in dollars"),
    "area": ("面积", "areas"),
    "ratio": ("比例", "shares"),
    "days": ("天数", "days"),
    "working_days": ("工作日数", "working days"),
    "months": ("月数", "months"),
    "years": ("年数", "years"),
    "date": ("日期", "dates"),
    "mass": ("重量", "masses"),
}
THINGS: dict[str, tuple[str, str]] = {
    "fact": ("数据项", "fact"),
    "word fact": ("以词为值的数据项", "word fact"),
    "kind": ("对象类别", "kind"),
    "parameter": ("参数", "parameter"),
    "measure": ("指标", "measure"),
    "test": ("判定", "test"),
    "proof": ("可作验收的判定或约束", "proof"),
    "source": ("出处文件", "source"),
    "topic": ("题目", "topic"),
    "list of words": ("词表", "list of words"),
    "room": ("册", "room"),
    "charter": ("方案", "charter"),
    "clause": ("条目", "clause"),
    "stage": ("环节", "stage"),
    "outcome": ("办理结果", "outcome"),
    "organ": ("机构", "organ"),
    "organ kind": ("机构类别", "organ kind"),
    "model": ("运行模式", "model"),
    "need": ("须提交的材料", "need"),
    "moment": ("时点", "moment"),
    "slot": ("取数时段", "slot"),
    "option": ("选项", "option"),
    "effect": ("结果用语", "effect"),
}
"""What a charter can name, where there is none of that name."""
VERDICTS: dict[str, tuple[str, str]] = {
    "holds": ("“成立”", "holds"),
    "fails": ("“不成立”", "fails"),
    "not_applicable": ("“不适用”", "not_applicable"),
}
FORMS: dict[str, tuple[str, str]] = {
    "^[a-z][a-z0-9_]*$": (
        "小写英文字母、数字和下划线，以字母开头",
        "small letters, digits and underscores, a letter first",
    ),
    "^[a-z][a-z0-9_.]*$": (
        "小写英文字母、数字、下划线和点，以字母开头",
        "small letters, digits, underscores and dots, a letter first",
    ),
    "^[a-z][a-z0-9-]*$": (
        "小写英文字母、数字和连字符，以字母开头",
        "small letters, digits and hyphens, a letter first",
    ),
    "^[a-z0-9][a-z0-9_.-]*$": (
        "小写英文字母、数字、下划线、点和连字符",
        "small letters, digits, underscores, dots and hyphens",
    ),
    "^([a-z_]+)?$": ("小写英文字母和下划线", "small letters and underscores"),
    "^[a-z0-9-]+( .+)?$": (
        "文件短名，空一格再写段落，如 yantai-2020 (九)",
        "the document's key, a space, then the paragraph",
    ),
    r"^p\.[a-z][a-z0-9_]*$": ("写参数，如 p.bottom_exit_min", "a parameter, as p.bottom_exit_min"),
    r"^(\d{1,3}%|\+\d+(min|h|d|wh|wd|w|m|y))$": ("写 80% 或 +1wd 的样子", "as 80% or +1wd"),
    r"^-?\d+(\.\d+)?$": ("写数字", "a number"),
    r"^\d+(\.\d+)?$": ("写不带负号的数字", "a number without a sign"),
    r"^\d+$": ("写整数", "a whole number"),
}
"""The forms in which keys and values are written, by the pattern that each must match."""
YAML: dict[str, str] = {
    "expected ',' or ']'": "方括号里缺少逗号，或没有收尾的方括号",
    "expected ',' or '}'": "花括号里缺少逗号，或没有收尾的花括号",
    "mapping values are not allowed": "这里不能有冒号；文字里有冒号的要加引号",
    "expected ':'": "缺少冒号",
    "expected '-' indicator": "这里应以“-”开头；请检查缩进",
    "expected <block end>": "缩进不齐",
    "expected key": "这里应是条目名；请检查缩进",
    "expected node content": "括号或内容没有写完",
    "the node content": "括号或内容没有写完",
    "unexpected end of stream": "引号没有收尾",
    "cannot start any token": "不能以这个字符开头；请加引号",
    "tab character": "缩进不能用制表符",
    "sequence entries are not allowed": "这里不能是列表；请检查缩进",
    "escape": "双引号里的反斜线写法不对",
    "control characters": "含有看不见的控制字符",
    "special characters": "含有看不见的控制字符",
    "alias": "这里不用别名（*）",
    "document": "一个文件里只能有一份内容",
    "": "请检查缩进、括号、引号和冒号",
}
"""What a parser of YAML finds wrong, by what its English says; the last where it says none of these."""
