from django.apps import AppConfig


class RespondentsConfig(AppConfig):
    name = "protect.respondents"
    label = "respondents"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import extras
        from protect.organisations import registry
        from protect.respondents import queries, rules  # noqa: F401  the rules add themselves

        extras.add_to_step("respondents/parts/step.html", queries.at_step)
        registry.KINDS |= {
            "respondents.respondent": _("respondent without account"),
            "respondents.respondentanswer": _("answer of a respondent"),
        }
