"""Pages on the wire: most of one is markup that repeats itself."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

_compress = GZipMiddleware(lambda _request: HttpResponse()).process_response


def compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer as small as the browser takes it.

    Done though a token and what an address asked for stand in it together (BREACH): Django masks the token anew in
    each answer and pads its length at random, and a SameSite cookie lets no other site ask in the background.
    """
    return cast(HttpResponse, _compress(request, response))
