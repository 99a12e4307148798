from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kaifaqu.kernel.imports"
    label = "imports"

    def ready(self) -> None:
        from kaifaqu.kernel.imports import actions, organs, people  # noqa: F401  (each registers what it holds)
