from collections.abc import Sequence

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "kaifaqu.kernel.cases"
    label = "cases"

    def ready(self) -> None:
        from django.db.models import Exists, OuterRef, Q

        from kaifaqu.kernel.cases import actions, handing  # noqa: F401  (registers the acts)
        from kaifaqu.kernel.cases.models import Ask, Case
        from kaifaqu.kernel.organs.reach import share
        from kaifaqu.kernel.subjects.search import found_also_by

        def met(organ: int) -> Q:
            """Asked for each case by index: a list of all that a busy organ was ever asked would be made every time."""
            asked = Ask.objects.filter(organ=organ, case=OuterRef("pk"))
            called = Case.plain.filter(caller=organ, subject=OuterRef("pk"))
            return Q(kind=Case.KIND) & (Q(Exists(asked)) | Q(Exists(called)))

        share(met)

        def said(ids: Sequence[int]) -> dict[int, str]:
            rows = Case.objects.filter(pk__in=ids).values_list("pk", "number", "words")
            return {pk: f"{number} {words}" for pk, number, words in rows}

        found_also_by(Case.KIND, said)
