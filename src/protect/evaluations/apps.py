from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "protect.evaluations"
    label = "evaluations"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.answers.models import opened
        from protect.answers.services import opening
        from protect.evaluations import finding, kept, services, waiting
        from protect.evaluations import personal as own
        from protect.evaluations.models import judging
        from protect.evaluations.services import criteria
        from protect.organisations import personal, registry

        registry.register("evaluations.evaluation", permission="evaluations.share", page="evaluations:detail")
        registry.register_deletable("evaluations.evaluation", permission="evaluations.handle", delete=services.delete)
        registry.register("evaluations.decisiontable", permission="evaluations.share", page="evaluations:table")
        registry.register_deletable(
            "evaluations.decisiontable", permission="evaluations.handle", delete=services.delete_table
        )
        personal.keeps("evaluations", _("Evaluations in which I judge or weigh"), own.parts_of)
        personal.forgets(own.forget)
        finding.register()
        kept.register()
        waiting.register()
        # Whose answer it is: the same rule as for ``Identity``.
        opened.hide(judging.judged_blind)
        opening.at_opening(criteria.freeze_for)
