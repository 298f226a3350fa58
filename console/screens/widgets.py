"""How the fields of every form are drawn: the same markup as Django's templates, without a template for each.

Django includes a template per field and one more per choice; a form with a list of countries costs more than the rest
of its page that way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Draws the widgets that forms consist of by a function each; for all others there is Django's template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """A widget, or whatever else Django has a template for."""
        write = WRITERS.get(template_name)
        if write is None:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308 - a template escapes
        return mark_safe(write(context["widget"]))  # noqa: S308 - each function escapes what it is given


def attributes(widget: Widget) -> str:
    """The attributes of an element: True is bare, False is left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def field(widget: Widget) -> str:
    """An `input` of any type."""
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"{value}{attributes(widget)}>'


def text_area(widget: Widget) -> str:
    """A `textarea`. The line break before its words is not part of them, and keeps one that is."""
    words = conditional_escape(widget["value"] or "")
    return f'<textarea name="{conditional_escape(widget["name"])}"{attributes(widget)}>\n{words}</textarea>'


def choice(widget: Widget) -> str:
    """A `select` with its choices, in groups where they have some."""
    parts = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget)}>']
    for title, options, _number in widget["optgroups"]:
        if title:
            parts.append(f'<optgroup label="{conditional_escape(localize(title))}">')
        parts += [
            f'<option value="{conditional_escape(option["value"])}"{attributes(option)}>'
            f"{conditional_escape(localize(option['label']))}</option>"
            for option in options
        ]
        if title:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


FOLDER = "django/forms/widgets"
INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "search", "checkbox", "file")
WRITERS: dict[str, Callable[[Widget], str]] = {
    **{f"{FOLDER}/{name}.html": field for name in INPUTS},
    f"{FOLDER}/textarea.html": text_area,
    f"{FOLDER}/select.html": choice,
}
