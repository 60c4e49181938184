from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "protect.reports"
    label = "reports"
