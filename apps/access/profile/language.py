"""The language of somebody who is not signed in: what their browser asks for, until they choose one."""

from __future__ import annotations

from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from console.permissions import open_to_all

# Django's own: it keeps the choice in a cookie and goes back to the page, if that is one of ours.
choose_language = open_to_all(never_cache(require_POST(set_language)))
