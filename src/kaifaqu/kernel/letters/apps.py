from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "kaifaqu.kernel.letters"
    label = "letters"

    def ready(self) -> None:
        from kaifaqu.kernel.letters import actions  # noqa: F401  (registers the acts)
