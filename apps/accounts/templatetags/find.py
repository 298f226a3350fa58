"""The box that finds things, for the frame of every page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from apps.accounts.find.accounts import may_search

register = template.Library()


@register.inclusion_tag("accounts/find/dialog.html", takes_context=True)
def find_box(context: RequestContext) -> dict[str, Any]:
    """The way to the box in the top bar, and the box as a dialog; on the page of the box itself only the way."""
    request = context["request"]
    return {"may_search": may_search(request), "is_find_page": context.get("is_find_page", False)}
