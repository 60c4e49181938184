from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "protect.treatments"
    label = "treatments"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import extras as on_assessments
        from protect.catalogue import extras as on_entries
        from protect.organisations import registry
        from protect.spaces import extras as on_spaces
        from protect.treatments import boxes, services

        registry.register("treatments.use", permission="treatments.share", page="treatments:use")
        registry.register_deletable("treatments.use", permission="treatments.edit_use", delete=services.delete_use)
        registry.KINDS |= {"treatments.choice": _("chosen measure"), "treatments.use": _("use of an entry")}
        on_entries.add("treatments/entry.html", boxes.on_entry)
        on_spaces.add("treatments/space.html", boxes.on_space)
        on_assessments.add_to_step("treatments/results.html", boxes.on_results)
