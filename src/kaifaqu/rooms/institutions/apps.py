from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "kaifaqu.rooms.institutions"
    label = "institutions"

    def ready(self) -> None:
        from kaifaqu.rooms.institutions import actions, facts, imports  # noqa: F401  (each registers what it holds)
