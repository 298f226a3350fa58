"""Template tags of the look: icons, the environment's sign, a person's initials and htmx's settings."""

from __future__ import annotations

import json
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from console.vault.models import Environment

register = template.Library()

# Nothing in a swapped fragment may run or be kept, and htmx adds no styles of its own (the policy would refuse them).
# Fragments of errors are shown too: a form's own (422) where the form is, all others in the page's #notices.
HTMX_CONFIG = {
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "historyRestoreAsHxRequest": False,
    "includeIndicatorStyles": False,
    "inlineScriptNonce": "",
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": True, "error": True, "target": "#notices", "swapOverride": "innerHTML"},
    ],
}


@register.simple_tag
def htmx_config() -> str:
    """htmx's settings as JSON, for the content of its meta element."""
    return json.dumps(HTMX_CONFIG, separators=(",", ":"))


@cache
def _sprite() -> str:
    """The address of the icon sprite; it cannot change while the program runs."""
    return static("dist/icons.svg")


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of frontend/icons/names.txt. `classes`: "flip" for arrows, which point the other way right-to-left.

    Nothing for an empty name: not everything that can be listed has a picture.
    """
    if not name:
        return SafeString("")
    return format_html(
        '<svg class="i{}{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        " " if classes else "",
        classes,
        _sprite(),
        name,
    )


@register.filter
def sign(environment: Environment | None) -> str:
    """How an environment is marked in the page: "production", "test", or "" where there is none yet."""
    if environment is None:
        return ""
    return "production" if environment.is_production else "test"


@register.filter
def sign_word(environment: Environment | None) -> str:
    """The word for an environment's sign, in capitals, as it stands in titles and confirmations."""
    return {"production": _("PRODUCTION"), "test": _("TEST"), "": ""}[sign(environment)]


@register.simple_tag
def environment_chip(environment: Environment | None) -> SafeString:
    """The chip that says which environment this is: a word and a sign besides the colour."""
    kind = sign(environment)
    if not kind:
        return SafeString("")
    picture = icon("broadcast" if kind == "production" else "flask")
    short = {"production": pgettext("short for PRODUCTION", "PROD"), "test": _("TEST")}[kind]
    word = sign_word(environment)
    return format_html('<span class="env {}" data-short="{}">{}<span>{}</span></span>', kind, short, picture, word)


@register.filter
def initials(person: str) -> str:
    """One or two letters for a name or an e-mail address: "Priya Natarajan" gives PN, "priya@…" gives P."""
    words = str(person).partition("@")[0].replace(".", " ").split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()
