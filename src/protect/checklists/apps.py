from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    name = "protect.checklists"
    label = "checklists"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.assessments import extras as assessment_extras
        from protect.checklists import beside, waiting
        from protect.checklists import personal as own
        from protect.organisations import personal
        from protect.spaces import extras as space_extras

        personal.keeps("answers", _("My answers to checklists"), own.answers_of)
        space_extras.add("checklists/parts/space.html", beside.on_space_page)
        assessment_extras.add_to_step("checklists/parts/step.html", beside.at_step)
        assessment_extras.add_to_scenario("checklists/parts/scenario.html", beside.beside_scenarios)
        waiting.register()
