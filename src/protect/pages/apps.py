from types import ModuleType

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PagesConfig(AppConfig):
    name = "protect.pages"
    label = "pages"

    def ready(self) -> None:
        from protect.pages import finding, kept, lists, recording, waiting  # noqa: F401  lists register themselves

        finding.register()
        kept.register()
        recording.register()
        waiting.register()


class AccountsAreOurs(WagtailUsersAppConfig):
    """Wagtail's users without its pages: people, roles and sign-in are ours (``organisations``), and there are no groups.

    The package stays for its one table, which Wagtail's own templates ask. Hooks are looked for in an app's module.
    """

    def ready(self) -> None:
        super().ready()
        self.module = ModuleType(self.name)
