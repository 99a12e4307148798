"""The list of a register of 100 000 rows: the first page, a page deep inside, a search, beside a bare query."""

from __future__ import annotations

from functools import partial

from django.db import connection
from django.http import QueryDict

from benchmarks.measure import Table, statements, timed
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.ui.pages import subjects_listing
from tests.cast import assemble

ROWS = 100_000


def run() -> Table:
    """Page through subjects as the search page does."""
    table = Table(f"lists over {ROWS:,} rows")
    cast = assemble()
    with guard.lifted("a benchmark fills a register"):
        rows = (
            Subject(kind="duty", title=f"企业 {i}", sort_key=f"qi3 ye4 {i:06}", place_id=cast.zone_a.pk)
            for i in range(ROWS)
        )
        Subject.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    listing = subjects_listing()

    def page(query: str) -> object:
        return listing.page(visible_to(cast.clerk).select_related("place"), QueryDict(query))

    bare = timed(lambda: list(Subject.objects.order_by("sort_key", "id").values_list("id", "title")[:26]))
    deep = _deep()
    for what, query in (("first page", ""), ("a page deep inside", deep), ("search of two characters", "q=企业")):
        table.times(what, timed(partial(page, query)), "bare 26 rows", bare, "< 150 ms")
    with statements() as sent:
        page(deep)
    table.count("statements of a page", len(sent), "≤ 6")
    return table


def _deep() -> str:
    """The address of the page in the middle."""
    from kaifaqu.kernel.ui.listing import _token

    middle = Subject.objects.filter(kind="duty").order_by("sort_key", "id")[ROWS // 2]
    return f"older={_token(middle, ('sort_key', 'id'))}"
