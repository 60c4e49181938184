from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "protect.assessments"
    label = "assessments"

    def ready(self) -> None:
        from protect.assessments.queries.overview import on_space_page
        from protect.organisations import registry
        from protect.spaces import extras

        extras.add("assessments/parts/space.html", on_space_page)
        registry.register("assessments.assessment", permission="assessments.share", page="assessments:detail")
