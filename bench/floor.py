"""The least such a console can do: one view, one call, one template. No session, menu, permission or audit."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from bench.direct import COLUMNS, Direct

CELLS = "".join(f"<td>{{{{ row.{name} }}}}</td>" for name in COLUMNS)
PAGE = Engine().from_string(f"<!DOCTYPE html><table>{{% for row in rows %}}<tr>{CELLS}</tr>{{% endfor %}}</table>")


@cache
def signinghub() -> Direct:
    """The pool of this process, opened with the first request."""
    return Direct(Path(os.environ["UPSTREAM_DIR"]), os.environ["UPSTREAM_URL"])


def accounts(request: HttpRequest) -> HttpResponse:
    """One page of accounts."""
    return HttpResponse(PAGE.render(Context({"rows": signinghub().page(int(request.GET["page"]))})))


urlpatterns = [path("", accounts)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[])
application = get_wsgi_application()
