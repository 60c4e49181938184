from django.apps import AppConfig


class PortfoliosConfig(AppConfig):
    name = "protect.portfolios"
    label = "portfolios"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import extras as on_assessments
        from protect.organisations import registry
        from protect.portfolios import boxes, finding, services, waiting

        registry.register("portfolios.study", permission="portfolios.share", page="portfolios:detail")
        registry.register_deletable("portfolios.study", permission="portfolios.edit", delete=services.delete)
        registry.KINDS |= {
            "portfolios.study": _("study of measures within a budget"),
            "portfolios.ground": _("assessment of a study"),
            "portfolios.candidate": _("candidate measure"),
            "portfolios.effect": _("expected effect of a measure"),
            "portfolios.computation": _("result of a study"),
            "portfolios.alternative": _("alternative of a study"),
            "portfolios.portfoliodecision": _("decision on measures"),
        }
        finding.register()
        waiting.register()
        on_assessments.add_to_step("portfolios/on_results.html", boxes.on_results)
