from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "kaifaqu.kernel.measures"
    label = "measures"
