from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "kaifaqu.kernel.charter"
    label = "charter"

    def ready(self) -> None:
        from kaifaqu.kernel.charter import actions, handing  # noqa: F401  (each registers what it holds)
