from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    name = "kaifaqu.kernel.subjects"
    label = "subjects"
