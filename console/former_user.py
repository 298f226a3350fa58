"""Whose browser this was, remembered for a form that is posted after its session has ended.

A signed cookie of our own, not the session: an ended session's row is gone. All it can do is let typed input be kept
as a draft of that person, to be seen after they have signed in again. Signing out takes it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.functional import SimpleLazyObject

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from apps.access.models import User
    from console.requests import ConsoleRequest

SALT = "console.former_user"
# As long as a draft lives.
LIFETIME_SECONDS = 12 * 60 * 60
RENEW_AFTER_SECONDS = 60 * 60


def cookie_name() -> str:
    """The name of the cookie, bound to this host where the console is on https."""
    return f"{settings.COOKIE_PREFIX}former-user"


def read(request: ConsoleRequest) -> User | None:
    """The person whose session was last here, if that is known, recent and they are still enabled."""
    from apps.access.models import User

    found = _signed(request, LIFETIME_SECONDS)
    return User.objects.filter(pk=found, is_active=True).first() if found is not None else None


def write(request: ConsoleRequest, response: HttpResponseBase) -> None:
    """Set, renew or take away the cookie, as the person now stands; costs nothing where nobody asked who it is."""
    if getattr(request, "viewer", None) is not None:
        # Somebody else is looked at; whose browser this is has not changed.
        return
    was_asked = hasattr(request, "_cached_user")
    # Signing in or out puts a person there in place of the lazy one.
    has_changed = not isinstance(request.user, SimpleLazyObject)
    if not was_asked and not has_changed:
        return
    if request.user.is_authenticated:
        if _signed(request, RENEW_AFTER_SECONDS) != request.user.pk:
            response.set_cookie(
                cookie_name(),
                signing.dumps(request.user.pk, salt=SALT),
                max_age=LIFETIME_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    elif has_changed:
        response.delete_cookie(cookie_name(), samesite="Lax")


def _signed(request: ConsoleRequest, seconds: int) -> int | None:
    text = request.COOKIES.get(cookie_name())
    if text is None:
        return None
    try:
        found = signing.loads(text, salt=SALT, max_age=seconds)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
