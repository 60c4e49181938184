from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "protect.inbox"
    label = "inbox"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.inbox import kept, mails, services
        from protect.organisations import personal, registry
        from protect.reminders import tasks

        personal.keeps("inbox", _("My inbox"), kept.of)
        personal.forgets(services.forget)
        kept.register()
        tasks.add_to_digest(mails.weekly)
        registry.KINDS |= {"inbox.pace": _("mails of the inbox")}
