from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "kaifaqu.kernel.organs"
    label = "organs"

    def ready(self) -> None:
        from kaifaqu.kernel.organs import actions, handing, leave  # noqa: F401  (registers the acts)
