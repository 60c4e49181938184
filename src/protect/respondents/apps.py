from django.apps import AppConfig


class RespondentsConfig(AppConfig):
    name = "protect.respondents"
    label = "respondents"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import extras
        from protect.organisations import personal, registry
        from protect.respondents import personal as own
        from protect.respondents import queries, rules  # noqa: F401  the rules add themselves

        personal.keeps("links", _("Links by which I was asked to answer"), own.asked_of)
        personal.forgets(own.forget)

        extras.add_to_step("respondents/parts/step.html", queries.at_step)
        registry.KINDS |= {
            "respondents.respondent": _("respondent without account"),
            "respondents.respondentanswer": _("answer of a respondent"),
        }
