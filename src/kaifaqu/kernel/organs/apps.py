from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "kaifaqu.kernel.organs"
    label = "organs"
