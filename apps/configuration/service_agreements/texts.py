"""The texts of an agreement as HTML: what of it is kept, and how it is looked at without trusting it."""

from __future__ import annotations

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString

HARMLESS = (
    "a abbr b blockquote br caption cite code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small span"
    " strong sub sup table tbody td tfoot th thead tr u ul"
)
TAGS = frozenset(HARMLESS.split())
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


# Of the document in the frame, which nobody sees; the frame itself says what it shows.
TITLE = "SigningHub"


def sanitised(html: str) -> str:
    """The text without anything that could run, load, frame or post: words, their order and their links remain."""
    return nh3.clean(html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")


def framed(html: str, title: str) -> SafeString:
    """The text in a frame that runs nothing and reaches nothing: what SigningHub sends is not ours to trust."""
    page = f"<!doctype html><meta charset=utf-8><title>{TITLE}</title>{sanitised(html)}"
    return format_html('<iframe class="paper" sandbox title="{}" srcdoc="{}"></iframe>', title, page)
