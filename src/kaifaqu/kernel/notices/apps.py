from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "kaifaqu.kernel.notices"
    label = "notices"

    def ready(self) -> None:
        from kaifaqu.kernel.notices import actions  # noqa: F401  (fills the catalogue)
        from kaifaqu.kernel.notices.gateways import cloudevents, mail, robots, sms  # noqa: F401  (each registers itself)
