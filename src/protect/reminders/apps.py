from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "protect.reminders"
    label = "reminders"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import due
        from protect.organisations import personal, registry
        from protect.reminders import queries, rules, waiting  # noqa: F401  the rules add themselves
        from protect.reminders.services.wishes import forget
        from protect.spaces import extras, history

        due.ask(queries.months_of)
        extras.add("reminders/space.html", queries.on_space_page)
        history.add("trigger", _("Reasons to look again"), queries.told_of)
        personal.keeps("mails", _("Mails to me and reminders sent"), queries.kept_of)
        personal.forgets(forget)
        waiting.register()
        registry.KINDS |= {
            "reminders.trigger": _("reason to assess again"),
            "reminders.policy": _("rules of reminding"),
            "reminders.wishes": _("mails to a person"),
        }
