from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "kaifaqu.kernel.calendars"
    label = "calendars"

    def ready(self) -> None:
        from kaifaqu.kernel.calendars import actions  # noqa: F401  (fills the catalogue)
