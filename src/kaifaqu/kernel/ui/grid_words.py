"""What the script of the ledger grid says, in the reader's language. `{n}` and the like are filled in by the script."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.refusals import Words

WORDS: dict[str, Words] = {
    "row": _("第 {n} 行"),
    "new_row": _("新的一行"),
    "edited": _("有改动"),
    "pending": _("{n} 行有改动，还没有保存；草稿已保留在这台电脑上。"),
    "restored": _("恢复了上次没有保存的 {n} 行改动。"),
    "nothing": _("没有要保存的改动。"),
    "checking": _("正在核对…"),
    "saving": _("正在保存…"),
    "saved": _("已保存 {n} 行，记为一次办理。"),
    "same": _("每一行都与登记相同，没有需要保存的。"),
    "kept": _("{n} 处有错，留在表里，标黄；改好再保存。"),
    "moved": _("打开之后登记有了变化。下列格子您改过，别人也改了：请看清楚，再保存一次。"),
    "was": _("登记已由“{old}”变为“{new}”"),
    "offline": _("没有送到，什么都没有写入；草稿还在。请再试一次。"),
    "signed_out": _("登录已过期，什么都没有写入；草稿还在。请重新登录后再保存。"),
    "pasted": _("贴入 {n} 格。"),
    "ignored": _("这些列不认识，没有读：{columns}"),
    "fixed": _("这一格说明是哪一行，不能在这里改。"),
    "empty_keeps": _("空着表示不改，已恢复原值。"),
    "unit_blocked": _("“{column}”有没保存的改动，先保存或撤销，再换单位。"),
    "undone": _("已撤销。"),
    "redone": _("已恢复。"),
    "copied": _("已复制 {n} 格。"),
    "leave": _("有没保存的改动。"),
    "discard": _("放弃全部没有保存的改动？"),
    "empty": _("空"),
    "no_history": _("这一行还没有登记。"),
    "gap": _("待补：{columns}"),
    "fresh": _("本月变化"),
    "between": _("；"),
    "saved_row": _("已保存：{changes}"),
    "record": _("看办理记录"),
    "too_big": _("贴入的内容太多，一次最多 {n} 行。"),
}
