from collections.abc import Sequence

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "kaifaqu.kernel.cases"
    label = "cases"

    def ready(self) -> None:
        from django.db.models import Q

        from kaifaqu.kernel.cases import actions, handing  # noqa: F401  (registers the acts)
        from kaifaqu.kernel.cases.models import Ask, Case
        from kaifaqu.kernel.organs.reach import share
        from kaifaqu.kernel.subjects.search import found_also_by

        def met(organ: int) -> Q:
            asked, called = Ask.objects.filter(organ=organ), Case.objects.filter(caller=organ)
            return Q(kind=Case.KIND) & (Q(pk__in=asked.values("case")) | Q(pk__in=called.values("pk")))

        share(met)

        def said(ids: Sequence[int]) -> dict[int, str]:
            rows = Case.objects.filter(pk__in=ids).values_list("pk", "number", "words")
            return {pk: f"{number} {words}" for pk, number, words in rows}

        found_also_by(Case.KIND, said)
