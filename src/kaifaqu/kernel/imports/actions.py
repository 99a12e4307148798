"""The one act of an import: all rows of a checked file, or none."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Label, NotFound, Ref, Refusal, action
from kaifaqu.kernel.imports import reviews
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.imports.reviews import Gone, Reviewed, owner_of
from kaifaqu.kernel.organs.actions import Basis
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.trail import acts, personal

COUNTED = ("new", "changed", "unchanged")


@action(title=_("批量导入"))
def import_rows(
    place: Ref[Place],
    *,
    by: Actor,
    rows: Annotated[Reviewed, Label(_("核对过的文件"))],
    leave_bad: Annotated[bool, Label(_("只导入正确的行"), _("有错的行留在文件里，改好再导"))] = False,
    basis: Basis = "",
) -> Place:
    """Write every row of a checked file, in one act on the place.

    The rows were checked before, with nothing locked; what the registry held then must still hold. The entry names
    the file by its digest, counts its rows, and tells by runs of ids what came into being.
    """
    kind = all_kinds().get(rows.kind)
    if kind is None or rows.place != place.id or rows.owner != owner_of(by):
        raise Gone
    if not kind.may(by, place.id):
        raise NotFound
    if rows.unreadable or (rows.bad and not leave_bad):
        raise Refusal("bad_rows", _("有 %(bad)s 行填写不正确，没有导入。") % {"bad": rows.bad}, field="rows")
    if kind.stamp(place.row) != rows.stamp:
        raise Refusal("moved_on", _("核对之后登记有了变化，没有导入。请重新核对这个文件。"), field="rows")
    act = acts.current()
    if kind.personal:  # the digest of a short list of names could be guessed back to them
        act.inputs["rows"] = {**rows.as_record(), "digest": personal.keep({"digest": rows.digest})["digest"]}
    if rows.to_write:
        written = kind.write(place.row, rows.rows)
        act.mention_many([*written.born, *written.changed])
        _tell(act, rows)
    transaction.on_commit(partial(reviews.imported, rows))  # through whichever door it came
    return place.row


def _tell(act: acts.Act, rows: Reviewed) -> None:
    act.changed("import_kind", old=None, new=rows.kind)
    if rows.file:
        act.changed("import_file", old=None, new=rows.file)
    for name in COUNTED:
        if count := rows.counts.get(name, 0):
            act.changed(f"rows_{name}", old=None, new=count)
    if rows.bad:
        act.changed("rows_left_out", old=None, new=rows.bad)
