from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "kaifaqu.rooms.followups"
    label = "followups"

    def ready(self) -> None:
        from kaifaqu.rooms.followups import actions, effects, facts, imports  # noqa: F401  (each registers what it holds)
