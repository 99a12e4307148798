from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "kaifaqu.kernel.charter"
    label = "charter"

    def ready(self) -> None:
        from kaifaqu.kernel.charter import actions  # noqa: F401  (registers the acts)
