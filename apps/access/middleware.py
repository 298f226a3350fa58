"""Each request of a signed-in person: their idle limit moves on, and they read their own language and time."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from apps.access.models import User


class PersonMiddleware:
    """After AuthenticationMiddleware and LocaleMiddleware (whose guess from the browser it overrules)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        request.session.touch()  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = user.language
        # Given back afterwards: the thread goes on to somebody else's request.
        with translation.override(user.language), timezone.override(_zone_of(user)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", user.language)
        return response


def _zone_of(user: User) -> zoneinfo.ZoneInfo:
    """The person's time zone; UTC where this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
