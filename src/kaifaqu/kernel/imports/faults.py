"""What is wrong with a file, cell by cell, in words that name the row and the column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.refusals import Words

SHOWN = 40


class Fault(NamedTuple):
    """One thing that is wrong. `row` is the file's own number, 0 where it is the whole file; `column` a column's key.

    A list among the given values has its items on lines of their own.
    """

    row: int
    column: str
    code: str
    given: Mapping[str, str] = {}

    def words(self) -> str:
        """What is wrong, and what would be right, in the reader's language."""
        en = lang() == "en"
        given = {name.removesuffix("_en"): value for name, value in self.given.items() if not name.endswith("_en")}
        given |= {name.removesuffix("_en"): value for name, value in self.given.items() if en and name.endswith("_en")}
        listed = {name: value.replace("\n", gettext("、")) for name, value in given.items()}
        return str(WORDS[self.code]) % listed


class Unreadable(Exception):
    """Nothing can be read from the file at all; `fault` says why."""

    def __init__(self, code: str, **given: object) -> None:
        super().__init__(code)
        self.fault = Fault(0, "", code, {name: str(value) for name, value in given.items()})


def lang() -> str:
    """The language of whoever reads: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def shortened(text: str) -> str:
    """A cell's text as a message quotes it."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


WORDS: dict[str, Words] = {
    # the file
    "empty_file": _("文件是空的。"),
    "too_big": _("文件超过 %(limit)s MB。请删去多余的工作表、图片和格式，或拆成几个文件。"),
    "kind_of_file": _("不接收这种文件。请另存为 xlsx、xls 或 csv，或直接从 Excel 复制粘贴。"),
    "not_a_workbook": _("这不是能读的 Excel 工作簿，可能没存完整或扩展名不对。请用 Excel 另存为 xlsx 再试。"),
    "password": _("工作簿设有打开密码，无法读取。请在 Excel 的“文件—信息—保护工作簿”中去掉密码，另存后再试。"),
    "encoding": _("文字编码无法识别。请另存为“CSV UTF-8”或 xlsx。"),
    "far_cells": _("表格铺得太开（到单元格 %(cell)s）。请删除数据以外的空白行和列，另存后再试。"),
    "no_rows": _("没有可以导入的行。"),
    "no_header": _("没有找到表头。表头一行须含有这些列名：%(columns)s。"),
    "too_many_rows": _("共 %(rows)s 行，一次最多导入 %(most)s 行。请拆成 %(files)s 个文件，每个都保留表头。"),
    # the header
    "missing_column": _("缺少这一列。"),
    "column_twice": _("表头中这一列出现了两次。"),
    "merged_header": _("表头有合并单元格（%(cells)s）。请取消合并，让每一列都有自己的列名。"),
    "merged_cells": _("有合并单元格（%(cells)s），合并之后只有左上角有内容。请取消合并，把每一格填满。"),
    "unit_needed": _("请选这一列的单位：%(units)s。"),
    "unit_differs": _("表头写的单位是%(written)s，选的是%(chosen)s。请改成一致。"),
    "unit_unknown": _("表头写的单位“%(written)s”不认识；可用 %(units)s。"),
    # a cell
    "required": _("必填。"),
    "formula": _("是公式，但文件里没有存下结果。请在 Excel 中打开并保存一次，或粘贴为数值。"),
    "error_value": _("是 Excel 的错误值 %(cell)s。"),
    "too_long": _("最多 %(most)s 个字，现有 %(length)s 个。"),
    "unstorable": _("含有不能保存的字符。"),
    "not_text": _("“%(cell)s”不是文字。"),
    "not_a_number": _("“%(cell)s”不是数字。"),
    "not_whole": _("“%(cell)s”不是整数。"),
    "too_fine": _("“%(cell)s”的小数位太多，换算后存不下。"),
    "too_large": _("“%(cell)s”太大，请核对单位。"),
    "below": _("“%(cell)s”小于 %(least)s。"),
    "above": _("“%(cell)s”大于 %(most)s，请核对单位。"),
    "cell_unit": _("“%(cell)s”写的单位是%(written)s，这一列是%(chosen)s。"),
    "not_a_date": _("“%(cell)s”不是日期，须写成 2020-08-15、2020/8/15 或 2020年8月15日。"),
    "serial_date": _("“%(cell)s”是数字，不是日期。请把这一列的单元格格式改为日期。"),
    "too_far_ahead": _("日期在一年以后，请核对年份。"),
    "not_a_choice": _("“%(cell)s”不在可选项之内；可填：%(choices)s。"),
    # against the file and the registry
    "twice": _("与第 %(row)s 行重复。"),
    "unknown_name": _("登记中没有“%(cell)s”，本表中也没有。"),
    "unknown_here": _("“%(place)s”没有“%(cell)s”。"),
    "several": _("叫“%(cell)s”的不止一个，分不清是哪一个。"),
    "bad_above": _("所指的“%(cell)s”在本表第 %(row)s 行，那一行有错。"),
    "circle": _("上下级绕成了圈。"),
    "itself": _("不能是自己的上级。"),
    "before_creation": _("早于“%(cell)s”设立之日（%(since)s）。"),
    "ended": _("“%(cell)s”已于 %(day)s 撤销。"),
    "exists_otherwise": _("登记中已有“%(cell)s”，类别是%(kind)s。"),
    "role_differs": _("已任“%(cell)s”，权限角色是%(role)s。"),
    "role_needed": _("填了岗位就要填权限角色。"),
    "post_needed": _("填了权限角色就要填岗位。"),
    "nobody": _("姓名和岗位至少填一项。"),
    "refused": "%(words)s",  # as the single act says it
    "both": _("与“%(other)s”只填一个。"),
    "area_needed": _("按“%(other)s”算占比，要先有面积；本行没有填，登记中也没有。"),
    "more_than_area": _("大于“%(other)s”。"),
}
"""What each code says. A value that differs by language is given twice: `kind` and `kind_en`."""
