"""The words of letters. A letter is an official document: it is written in Chinese, whoever issues or prints it."""

from __future__ import annotations

from datetime import date, datetime

from kaifaqu.kernel.letters.models import Colour, LetterKind

TITLES = {
    LetterKind.ASSIGN: "关于交办“{title}”的函",
    LetterKind.REMIND: "关于提示办理“{title}”的函",
    LetterKind.URGE: "关于催办“{title}”的函",
    LetterKind.CONSULT: "关于征求对“{title}”意见的函",
    LetterKind.ASSIST: "关于商请协助办理“{title}”的函",
}
SLIPS: dict[str, str] = {Colour.BLUE: "蓝色", Colour.YELLOW: "黄色", Colour.RED: "红色"}
SLIP, SOFT_SLIP = "督办单", "提示单"
"""What a slip is called; the softer word where the sender has no mandate to direct others."""
SERIES = {
    LetterKind.ASSIGN: "函",
    LetterKind.REMIND: "提示",
    LetterKind.URGE: "催办",
    LetterKind.CONSULT: "函",
    LetterKind.ASSIST: "函",
    LetterKind.SLIP: SLIP,
}
"""The series of numbers that a kind belongs to."""
ASKS = {
    LetterKind.ASSIGN: "请你单位{role}，{limit}办结，并将办理结果填入回执，加盖公章后反馈。",
    LetterKind.REMIND: "现将上述事项提示你单位。请按职责研究办理，{limit}将办理情况填入回执，加盖公章后反馈。",
    LetterKind.URGE: "截至{today}，尚未收到你单位的办结反馈。请抓紧办理，{limit}将办理结果填入回执，加盖公章后反馈。",
    LetterKind.CONSULT: "现就上述事项征求你单位意见。请{limit}将意见填入回执，加盖公章后反馈；没有意见的，也请反馈。",
    LetterKind.ASSIST: "商请你单位协助办理上述事项，{limit}将办理情况填入回执，加盖公章后反馈。",
    LetterKind.SLIP: "请{limit}将办理结果填入本单，加盖公章后反馈。",
}
LATE = "该事项办理时限为{due}，现已逾期。"
ROLES = {"lead": "牵头办理", "assist": "协助办理"}
ROLE = "按职责办理"
LIMIT, NO_LIMIT, NO_LIMIT_SHORT = "于{due}前", "及时", "未定时限"
COUNTED = "{due}（{limit}）"
MATTER = "现将“{title}”一事函告如下{aside}："
THIS_MATTER = "现将有关事项函告如下{aside}："
FROM, NUMBERED = "来源：{origin}", "办件编号：{number}"
LEAD, ASSIST = "牵头单位：{names}。", "协办单位：{names}。"
MANDATE = "本函依据：{mandate}。"
CONTACT, PHONE = "{organ} {post}", "，电话 {phone}"
SAMPLE = "（演示数据，不作公文使用）"
TO, ASIDE, ASK = "{name}：", "（{text}）", "（联系：{text}）"
REPLY = "回　执"
ROWS = {
    "number": "文　　号",
    "matter": "事　　项",
    "origin": "来　　源",
    "words": "要　　求",
    "lead": "牵头单位",
    "assist": "协办单位",
    "limit": "办理时限",
    "contact": "联 系 人",
    "to": "主送单位",
    "from": "发函单位",
    "result": "办理结果",
    "opinion": "意　　见",
    "stamp": "单位（盖章）",
    "signed": "经办人、日期",
}
ORIGINS = {
    "instruction": "批示",
    "meeting": "会议",
    "whistle": "吹哨",
    "task": "改革任务",
    "finding": "督导发现",
    "work_report": "政府工作报告",
    "other": "其他交办",
}
BACK, CAMERA = "请填写后加盖公章，扫描或拍照发回。", "扫描或拍照时，请让右上角的二维码完整入镜。"
MORE, GOES_ON = "（全文见附页）", "附：要求全文"
LISTED, PARTED, STOP = "、", "；", "。"
BASIS = "（依据：{number}回函）"
"""Behind what was answered for an organ from its stamped reply."""


def day(moment: date) -> str:
    """A day as official documents write it: 2026年11月30日."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def minute(moment: datetime) -> str:
    """A day and the hour: 2026年12月21日17时30分, the full hour without minutes."""
    rest = f"{moment.minute}分" if moment.minute else ""
    return f"{day(moment)}{moment.hour}时{rest}"


def ended(text: str) -> str:
    """A sentence with one full stop."""
    return text.rstrip("。；;. ") + STOP
