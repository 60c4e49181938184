from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    name = "protect.exercises"
    label = "exercises"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.exercises import finding, kept, services, telling, waiting
        from protect.exercises import personal as own
        from protect.organisations import personal, registry
        from protect.spaces import history

        registry.register("exercises.exercise", permission="exercises.share", page="exercises:detail")
        registry.register_deletable("exercises.exercise", permission="exercises.edit", delete=services.delete)
        finding.register()
        history.add("exercise", _("Exercises"), telling.of_space)
        kept.register()
        waiting.register()
        personal.keeps("exercise_notes", _("What I noted in exercises"), own.notes_of)
