"""What can be wrong with a deadline that is asked for, in one sentence in Chinese and in English."""

from __future__ import annotations

FAULTS: dict[str, tuple[str, str]] = {
    "no_moment": (
        "“{given}”不是时间：写成 2025-09-30T16:00，只有日期就写 2025-09-30。",
        "“{given}” is no time: write 2025-09-30T16:00, or 2025-09-30 for a day alone.",
    ),
    "no_unit": (
        "“{given}”里的“{unit}”不是时限单位；可用 {units}。",
        "“{given}”: {unit} is no unit of time; there are {units}.",
    ),
    "out_of_bounds": (
        "{given} 不能作为时限：最短{least}，最长{most}。",
        "{given} is no limit: the shortest is {least}, the longest {most}.",
    ),
    "no_words": (
        "“{given}”读不出时限。数字时限写 20wd、15d、3wh 或 20个工作日；能推算日期的说法有：{known}。",
        "“{given}” is no limit. In numbers write 20wd, 15d, 3wh; words from which a day follows: {known}.",
    ),
    "no_pause": (
        "“{given}”不是中止：写成 2025-10-09..2025-10-15:事由，尚未恢复的不写后一个日期。",
        "“{given}” is no pause: write 2025-10-09..2025-10-15:ground, without the second day while it lasts.",
    ),
    "no_ground": (
        "中止计时必须写明法定事由，如听证、检验、专家评审（行政许可法第四十五条）。",
        "a pause needs its legal ground, such as a hearing, a test, a review by experts (Licensing Law, article 45).",
    ),
    "no_reason": (
        "延长期限必须写明理由（行政许可法第四十二条）。",
        "an extension needs its reason (Licensing Law, article 42).",
    ),
    "pause_order": (
        "中止的结束（{end}）须在开始（{begin}）之后。",
        "a pause ends after it began: {end} is not after {begin}.",
    ),
    "mixed_units": (
        "按日计算的时限只能延长若干日，按小时计算的只能延长若干小时：{limit} 不能延长 {by}。",
        "a limit in days is extended by days, one in hours by hours: {limit} cannot be extended by {by}.",
    ),
    "fixed_day": (
        "“{words}”定的是日期，不因中止或延长而变动；要改请另定日期。",
        "“{words}” names a day, which no pause or extension moves: name another day.",
    ),
    "restart_order": (
        "重新起算的时间（{restarted}）不能早于起算时间（{start}）。",
        "the clock cannot begin anew at {restarted}, before it began at {start}.",
    ),
    "beyond": (
        "工作日历只有 {first} 至 {last}，算不到这么远。",
        "the calendar of working days reaches from {first} to {last}, not as far as this.",
    ),
}
"""By code; `{name}` is told as given, or in the reader's language where both were given."""


class BadTime(ValueError):
    """A deadline that cannot be computed as asked; `field`: start, limit, pause, extend, restart."""

    def __init__(self, code: str, field: str, **given: str | tuple[str, str]) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.given = given

    def text(self, lang: str) -> str:
        """What is wrong, and what would be right."""
        at = 1 if lang == "en" else 0
        given = {name: value if isinstance(value, str) else value[at] for name, value in self.given.items()}
        return FAULTS[self.code][at].format(**given)

    def __str__(self) -> str:
        return self.text("en")
