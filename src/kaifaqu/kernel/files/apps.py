from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "kaifaqu.kernel.files"
    label = "files"
