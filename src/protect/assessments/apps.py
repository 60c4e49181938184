from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "protect.assessments"
    label = "assessments"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import kept, telling, waiting
        from protect.assessments import personal as own
        from protect.assessments.queries.overview import on_space_page
        from protect.organisations import personal, registry
        from protect.spaces import extras, history

        personal.keeps("teams", _("Assessments whose team I belong to"), own.teams_of)
        personal.keeps("scores", _("My scores"), own.scores_of)
        personal.forgets(own.forget_member)
        extras.add("assessments/parts/space.html", on_space_page)
        registry.register("assessments.assessment", permission="assessments.share", page="assessments:detail")
        kept.register()
        history.add("assessment", _("Assessments"), telling.versions)
        history.add("decision", _("Decisions"), telling.decisions)
        waiting.register()
