from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "protect.answers"
    label = "answers"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from protect.answers import boxes, finding, kept, waiting
        from protect.calls import extras
        from protect.organisations import registry

        registry.KINDS |= {
            "answers.draft": _("answer to a call"),
            "answers.draftanswer": _("part of an answer"),
            "answers.attachment": _("file of an answer"),
            "answers.submission": _("submitted answer"),
            "answers.asked": _("question about a call"),
            "answers.clarification": _("question of a provider"),
            "answers.cityscreening": _("screening of a city"),
            "answers.openedanswer": _("opened answer"),
            "answers.questionback": _("question back to a provider"),
        }
        kept.register()
        waiting.register()
        extras.add_file(_("Answer form (XLSX)"), "answers:form")
        extras.add_clarified(boxes.clarified)
        finding.register()
        extras.add_to_public("answers/on_public.html", boxes.on_public)
        extras.add_to_call("answers/on_call.html", boxes.on_call)
