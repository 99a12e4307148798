from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "kaifaqu.rooms.institutions"
    label = "institutions"

    def ready(self) -> None:
        from kaifaqu.rooms.institutions import actions, facts  # noqa: F401  (both register what they hold)
