from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "kaifaqu.rooms.reform"
    label = "reform"

    def ready(self) -> None:
        from kaifaqu.rooms.reform import actions, effects, facts, imports  # noqa: F401  (each registers what it holds)
        from kaifaqu.rooms.reform.queries import handing  # noqa: F401  (the same)
