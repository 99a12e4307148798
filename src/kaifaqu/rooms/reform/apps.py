from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "kaifaqu.rooms.reform"
    label = "reform"

    def ready(self) -> None:
        from kaifaqu.rooms.reform import actions  # noqa: F401  (registers the acts)
