from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "console.screens"
    label = "screens"

    def ready(self) -> None:
        """Register the check of the declarations."""
        from console.screens import checks  # noqa: F401
