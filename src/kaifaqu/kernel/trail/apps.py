from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "kaifaqu.kernel.trail"
    label = "trail"

    def ready(self) -> None:
        from kaifaqu.kernel.trail import guard

        guard.install()
