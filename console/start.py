"""Starting, or refusing to start in one sentence that names what is wrong.

SystemExit with a text is what a command line and gunicorn's master both show as that text, with no traceback.
"""

from __future__ import annotations

import warnings
from typing import Any, NoReturn

import environ  # type: ignore[import-untyped]
from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
# What Django cannot do without in the settings that come as a URL.
_NEEDED = {"db_url": "ENGINE", "cache_url": "BACKEND", "email_url": "EMAIL_BACKEND"}
_STORES = {"django.db.backends.postgresql", "django.db.backends.sqlite3"}


def stop(sentence: str) -> NoReturn:
    """End the start with one sentence on standard error."""
    raise SystemExit(sentence)


class Settings(environ.Env):
    """Reads settings from environment variables; a missing or wrong one stops the start by its name."""

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, **options: Any) -> Any:
        """The setting `var`. What it was set to is not shown: it may be a secret."""
        try:
            found = super().get_value(var, cast=cast, default=default, **options)
        except ImproperlyConfigured:
            stop(f"{var} is not set; docs/settings.md says what it is for.")
        except (ValueError, TypeError):
            stop(f"{var} cannot be read; docs/settings.md says how it is written.")
        if found == "" and default is self.NOTSET:
            stop(f"{var} is empty; docs/settings.md says what it is for.")
        return found

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> bool:
        """A yes or a no; a word that is neither would silently be a no."""
        found = self.get_value(var, cast=str, default=default)
        word = str(found).strip().lower()
        if word not in _WORDS:
            stop(f"{var} must be true or false.")
        return _WORDS[word]

    def address(self, var: str, kind: str, default: str) -> dict[str, Any]:
        """A setting that is a URL with a scheme of its own: `kind` is db_url, cache_url or email_url."""
        text = self.get_value(var, cast=str, default=default)
        try:
            with warnings.catch_warnings():
                # What it warns of holds parts of the URL, perhaps the password; the sentence below says enough.
                warnings.simplefilter("ignore")
                found = dict(getattr(environ.Env, f"{kind}_config")(text))
        except (ValueError, TypeError, KeyError, ImproperlyConfigured):
            found = {}
        backend = found.get(_NEEDED[kind])
        if not backend or (kind == "db_url" and backend not in _STORES):
            stop(f"{var} cannot be read as a URL; docs/settings.md shows the kinds there are.")
        return found


def refuse_if_unsafe() -> None:
    """Run the checks that `manage.py` runs, and stop at an error. WSGI servers would start without them."""
    errors = [message for message in run_checks() if message.level >= ERROR and not message.is_silenced()]
    if errors:
        stop("The console does not start. " + " ".join(str(message.msg) for message in errors))
