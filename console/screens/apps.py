from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "console.screens"
    label = "screens"
