from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    name = "protect.checklists"
    label = "checklists"

    def ready(self) -> None:
        from protect.assessments import extras as assessment_extras
        from protect.checklists import beside
        from protect.spaces import extras as space_extras

        space_extras.add("checklists/parts/space.html", beside.on_space_page)
        assessment_extras.add_to_step("checklists/parts/step.html", beside.at_step)
        assessment_extras.add_to_scenario("checklists/parts/scenario.html", beside.beside_scenarios)
