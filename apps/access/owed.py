"""What an unfinished sign-in still owes; the lock asks before every page (settings.OWED)."""

from __future__ import annotations

from allauth.account.internal.stagekit import get_pending_stage
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from apps.access.sessions import HALF_SIGNED_IN
from console.api.tokens import forget
from console.permissions import Owed

# In the session of a person whose SigningHub password was generated: when it was exchanged, in seconds since 1970.
GENERATED_PASSWORD_AT = "generated_password_at"  # noqa: S105 - the name of a moment, not a secret
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def owed(request: HttpRequest) -> Owed:
    """What the person behind this request owes before any page is theirs.

    FACTOR without a signed-in user: the password was right, the second factor is not given yet. FACTOR with one: the
    console demands a second factor and this person has none yet. PASSWORD: the generated one must be replaced.
    """
    # Whoever looks with somebody's eyes owes what they owe themselves.
    person = getattr(request, "viewer", None) or request.user
    if not person.is_authenticated:
        if get_pending_stage(request):
            return Owed.FACTOR
        if HALF_SIGNED_IN in request.session:
            # The time for the factor is over: what the password had opened is closed again.
            forget(request.session)
            request.session.flush()
        return Owed.NOTHING
    if GENERATED_PASSWORD_AT in request.session:
        return Owed.PASSWORD
    if settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(person, FACTORS):
        return Owed.FACTOR
    return Owed.NOTHING
