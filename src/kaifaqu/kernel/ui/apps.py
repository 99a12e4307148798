from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kaifaqu.kernel.ui"
    label = "ui"
