from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kaifaqu.kernel.api"
    label = "api"
