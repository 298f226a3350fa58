from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import register
from django.core.management import call_command
from django.db.models.signals import post_migrate


class ConsoleConfig(AppConfig):
    name = "console"
    label = "console"

    def ready(self) -> None:
        from console import checks

        register(checks.every_view_has_a_mark)
        register(checks.the_lock_is_complete)
        # The signal comes from apps with models only; any one of them will do.
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("vault"))


def make_cache_table(using: str, **_kwargs: Any) -> None:
    """Sign-in limits are counted in the cache, which lives in the database unless CACHE_URL says otherwise."""
    call_command("createcachetable", database=using, verbosity=0)
