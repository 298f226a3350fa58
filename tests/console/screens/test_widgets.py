"""Fields are drawn without templates, and come out as Django's own templates draw them."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from console.screens.widgets import Renderer

HOSTILE = "\"><script>alert(1)</script>&amp;'{{ 7 }}"
ATTRIBUTES = {
    "id": "x",
    "required": True,
    "disabled": False,
    "title": HOSTILE,
    "maxlength": 255,
    "data-safe": mark_safe("&lt;"),
}
GROUPED = [("", "—"), (1000, 1000), ("Europe", [("de", HOSTILE), (HOSTILE, _("Accounts"))]), (HOSTILE, [("a", "A")])]
WIDGETS = [
    (forms.TextInput, [None, "", HOSTILE, 1000, "  edge  ", "日本"]),
    (forms.NumberInput, [None, 1000, "7"]),
    (forms.EmailInput, ["a@b.example"]),
    (forms.URLInput, ["https://a.example/?a=1&b=2"]),
    (forms.PasswordInput, ["never shown"]),
    (forms.HiddenInput, [HOSTILE]),
    (forms.DateInput, ["2024-01-31"]),
    (forms.CheckboxInput, [None, True, False, "on", HOSTILE]),
    (forms.FileInput, [None]),
    (forms.Textarea, [None, "", f"\n{HOSTILE}\nsecond line"]),
    (forms.CheckboxSelectMultiple, [["de"]]),
]
CASES = [(widget(), value) for widget, values in WIDGETS for value in values]
CASES += [(forms.Select(choices=GROUPED), value) for value in ("", "de", HOSTILE, 1000, "unknown")]
CASES += [(forms.SelectMultiple(choices=GROUPED), ["de", HOSTILE])]


def without_layout(html):
    """The markup without the line breaks that Django's templates put between tags."""
    return re.sub(r">\s+<", "><", html)


@pytest.mark.parametrize(("widget", "value"), CASES, ids=lambda case: repr(case)[:40])
def test_a_field_is_drawn_as_django_draws_it(widget, value):
    ours = widget.render("name", value, ATTRIBUTES, renderer=Renderer())
    theirs = widget.render("name", value, ATTRIBUTES, renderer=DjangoTemplates())
    assert without_layout(ours) == without_layout(theirs)
    assert "<script>" not in ours


def test_a_line_break_at_the_start_of_a_text_is_kept():
    assert forms.Textarea().render("name", "\nwords", renderer=Renderer()).endswith(">\n\nwords</textarea>")
