"""Template tags of the screens: links that know their right, and numbers with thousands marks."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from console.screens.cells import as_number, grouped
from console.screens.page import allowed
from console.screens.resource import Resource, Row

register = template.Library()


@register.simple_tag(takes_context=True)
def screen_link(
    context: RequestContext, resource: Resource, screen: str, words: str, item: Row | None = None, css: str = "btn"
) -> SafeString:
    """A link to a resource's screen, or nothing where this person may not open it or SigningHub has no such thing."""
    if not allowed(context["request"], resource, screen):
        return SafeString("")
    keys: tuple[Any, ...] = () if item is None else (item["id"],)
    return format_html('<a class="{}" href="{}">{}</a>', css, resource.url(screen, *keys), words)


@register.filter
def number(value: Any) -> str:
    """A number with thousands marks; anything else as it is."""
    amount = as_number(value)
    return str(value) if amount is None else grouped(amount)
