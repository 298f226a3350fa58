"""What a browser calls itself, in the words a person would use."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In this order: each of them also claims to be some of those after it.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Macintosh", "macOS"))
LINUX = ("Linux", "Linux")


@register.filter
def agent(text: str) -> str:
    """ "Firefox, Windows" for the header User-Agent; the header itself, cut, where nothing in it is known."""
    found = [next((name for sign, name in known if sign in text), "") for known in (BROWSERS, (*SYSTEMS, LINUX))]
    words = ", ".join(filter(None, found)) or text[:60]
    return words or _("not known")
