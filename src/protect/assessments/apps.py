from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "protect.assessments"
    label = "assessments"
