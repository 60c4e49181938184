from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "protect.plans"
    label = "plans"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import extras as on_assessments
        from protect.organisations import personal, registry
        from protect.plans import boxes, finding, origins, rules, services, tasks, waiting  # noqa: F401  rules add themselves
        from protect.plans import personal as own
        from protect.plans.queries import history as own_history
        from protect.plans.services.taking_over import refuse_to_take_back
        from protect.portfolios.services.choosing import before_taking_back
        from protect.reminders import calendars, extras
        from protect.spaces import extras as on_spaces
        from protect.spaces import history

        registry.register("plans.action", permission="plans.share", page="plans:action")
        registry.register("plans.securityplan", permission="plans.share", page="plans:document")
        registry.register_deletable("plans.action", permission="plans.lead", delete=services.delete_action)
        registry.KINDS |= {
            "plans.action": _("action"),
            "plans.ground": _("ground of an action"),
            "plans.actionscore": _("level with an action"),
            "plans.evidence": _("evidence of an action"),
            "plans.securityplan": _("security plan"),
            "plans.plansection": _("section of a security plan"),
            "plans.planseal": _("approved security plan"),
        }
        personal.keeps("actions", _("Actions that I own, and reminders of them"), own.actions_of)
        personal.forgets(own.forget)
        waiting.register()
        finding.register()
        before_taking_back(refuse_to_take_back)
        origins.add("portfolio", _("Portfolio of measures"), boxes.page_of_candidate)
        origins.add("solution", _("Solution chosen in an evaluation"), boxes.page_of_solution)
        on_spaces.add("plans/box_space.html", boxes.on_space)
        history.add("action", _("Actions done"), own_history.actions_of)
        history.add("security_plan", _("Security plans"), own_history.plans_of)
        on_assessments.add_to_step("plans/box_results.html", boxes.on_results)
        extras.add_reminders(tasks.send_reminders)
        calendars.add(tasks.calendar_of)
