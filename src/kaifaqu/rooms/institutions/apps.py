from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "kaifaqu.rooms.institutions"
    label = "institutions"

    def ready(self) -> None:
        from kaifaqu.rooms.institutions import actions, facts, imports  # noqa: F401  (each registers what it holds)
        from kaifaqu.rooms.institutions.queries import mending  # noqa: F401  (it registers what mends what)
