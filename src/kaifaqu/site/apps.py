from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kaifaqu.site"
    label = "site"

    def ready(self) -> None:
        from kaifaqu.kernel.actions import authority
        from kaifaqu.kernel.charter import checking
        from kaifaqu.kernel.organs import roles
        from kaifaqu.kernel.organs.reach import SeatAuthority
        from kaifaqu.site.awaited import register_awaited
        from kaifaqu.site.charters import checked, linted
        from kaifaqu.site.permissions import read, table

        register_awaited()
        checking.install(checked, linted)
        roles.register(read().roles, read().apart)
        authority.install(SeatAuthority(table()))
