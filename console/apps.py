from django.apps import AppConfig
from django.core.checks import register


class ConsoleConfig(AppConfig):
    name = "console"
    label = "console"

    def ready(self) -> None:
        from console import checks

        register(checks.every_view_has_a_mark)
        register(checks.the_lock_is_complete)
