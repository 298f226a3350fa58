"""May this person do this? Our own role and SigningHub's must both allow it.

Ours is always known: what a console role does not name is closed. SigningHub's is read from the operator that the
credential signs in as, and is yes, no or unknown: the guide does not say how a role's rights are spelt. An unknown
right is asked of SigningHub itself by trying; its refusal is remembered for ten minutes.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.core.cache import cache
from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.api.client import AdminApi
from console.api.errors import ApiError
from console.api.records import record_in
from console.api.tokens import SharedTokens
from console.permissions import (
    AREA_TITLES,
    Area,
    ConsoleRight,
    Mark,
    NeedsConsoleRight,
    OpenToAll,
    Permission,
    Right,
    SignedIn,
    mark_of,
)
from console.role_detail import Rights, read_role

if TYPE_CHECKING:
    from apps.access.models import User
    from console.api.caller import Caller
    from console.requests import ConsoleRequest
    from console.vault.models import Credential

log = structlog.get_logger(__name__)

REMEMBERED_SECONDS = 600
# A page waits no longer than this for SigningHub to say what the role is; after it the role is unknown.
PATIENCE_SECONDS = 3.0
# How much of a session's hash tells its role apart from another's.
SCOPE_LENGTH = 32

RIGHT_TITLES = {
    Right.READ: gettext_lazy("read"),
    Right.WRITE: gettext_lazy("add and edit"),
    Right.DELETE: gettext_lazy("delete"),
}
CONSOLE_RIGHT_TITLES = {
    ConsoleRight.CUSTODIAN: gettext_lazy("custodian of the vault"),
    ConsoleRight.PEOPLE: gettext_lazy("manages people"),
    ConsoleRight.AUDITOR: gettext_lazy("reads the audit"),
}


class Source(StrEnum):
    """Which side a verdict comes from."""

    CONSOLE = "console"
    SIGNINGHUB = "signinghub"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed; if not, a sentence for the person and the side that refuses.

    `source` is UNKNOWN where the console allows it and SigningHub has not said.
    """

    allowed: bool
    reason: str = ""
    source: Source = Source.CONSOLE

    def __bool__(self) -> bool:
        return self.allowed


def console_verdict(user: User, mark: NeedsConsoleRight) -> Verdict:
    """Whether a person holds a right over the console itself."""
    if user.has_console_right(mark.right) or (mark.or_right and user.has_console_right(mark.or_right)):
        return Verdict(True)
    title = CONSOLE_RIGHT_TITLES[mark.right]
    return Verdict(False, _("This needs a right over the console that you do not hold: %(right)s.") % {"right": title})


def verdict_on(request: ConsoleRequest, mark: Mark | None) -> Verdict:
    """Whether the view with this mark opens for a person whose sign-in is complete."""
    if isinstance(mark, Permission):
        return request.may(mark)
    if isinstance(mark, NeedsConsoleRight):
        return console_verdict(request.user, mark)
    return Verdict(isinstance(mark, SignedIn | OpenToAll))


def may_open(request: ConsoleRequest, url: str) -> bool:
    """Whether the page at an address of the console opens for this person; a link to it is drawn on this."""
    return verdict_on(request, mark_of(resolve(url).func)).allowed


def verdict(request: ConsoleRequest, permission: Permission) -> Verdict:
    """Whether the person may do what `permission` stands for: our role ∩ SigningHub's.

    Costs at most one call to SigningHub per credential in ten minutes, and no page waits for it longer than
    PATIENCE_SECONDS.
    """
    ours = our_verdict(request.user, permission)
    return their_verdict(permission, _known(request)) if ours.allowed else ours


def their_verdict(permission: Permission, known: Known) -> Verdict:
    """Whether SigningHub's role allows it, as far as it is known; unknown is a yes that SigningHub may refuse."""
    theirs = known.rights.get((permission.area, permission.right))
    if theirs is None and (permission.area, permission.right) in known.refused:
        theirs = False
    if theirs is None and not permission.guarded:
        return Verdict(False, _unknown_sentence(permission), Source.UNKNOWN)
    if theirs is None:
        return Verdict(True, "", Source.UNKNOWN)
    if theirs:
        return Verdict(True, "", Source.SIGNINGHUB)
    return Verdict(False, refusal_sentence(permission, Source.SIGNINGHUB), Source.SIGNINGHUB)


def our_verdict(user: User, permission: Permission) -> Verdict:
    """Whether the console's own role allows it; a personal user has none to narrow what SigningHub's allows."""
    if not user.is_authenticated:
        return Verdict(False, _("You are not signed in."))
    if user.credential is None:
        return Verdict(
            False, _("No SigningHub credential has been given to you. A custodian of the vault can do that.")
        )
    if user.is_personal:
        return Verdict(True)
    if user.role is None:
        return Verdict(False, _("You have no role in the console. Somebody who manages people can give you one."))
    if user.role.allows(permission.area, permission.right):
        return Verdict(True)
    return Verdict(False, refusal_sentence(permission, Source.CONSOLE, role=user.role.title))


def refusal_sentence(permission: Permission, source: Source, *, role: str = "") -> str:
    """The sentence that names the missing right and the side that refuses it."""
    words = {"area": AREA_TITLES[permission.area], "right": RIGHT_TITLES[permission.right], "role": role}
    if source is Source.CONSOLE:
        return _("Your role in the console, %(role)s, does not include this right: %(area)s, %(right)s.") % words
    return _("The role at SigningHub does not include this right: %(area)s, %(right)s.") % words


def _unknown_sentence(permission: Permission) -> str:
    words = {"area": AREA_TITLES[permission.area], "right": RIGHT_TITLES[permission.right]}
    return (
        _(
            "SigningHub does not say whether its role includes %(area)s, %(right)s, and would not check it here. "
            "So the console keeps this closed."
        )
        % words
    )


@dataclass(frozen=True)
class Known:
    """What is known of SigningHub's role: its readable rights, and the refusals met lately."""

    rights: Rights
    refused: frozenset[tuple[Area, Right]]


def _known(request: ConsoleRequest) -> Known:
    """What is known of SigningHub's role for this request, asked once per request."""
    found: Known | None = getattr(request, "_signinghub_role", None)
    if found is None:
        found = _ask(scope_of(request), partial(_fetch, request.api))
        request._signinghub_role = found  # type: ignore[attr-defined]
    return found


def known_of(person: User, caller: Caller) -> Known:
    """What is known of SigningHub's role for somebody else than the person who asks.

    A delegate's is that of the credential. A personal user's is known only as long as one of their sessions has
    learned it: asking would take their password.
    """
    credential = person.credential
    if credential is None:
        return Known({}, frozenset())
    scope = f"{credential.pk}:{credential.version}"
    if not person.is_personal:
        tokens = SharedTokens(credential, caller)
        return _ask(scope, partial(_fetch, AdminApi(credential.environment, credential, tokens, caller)))
    # A session's row holds more of the same hash that its scope is made of.
    kept = [f"{scope}:{key[:SCOPE_LENGTH]}" for key in person.sessions.values_list("session_key", flat=True)]
    learned = cache.get_many([f"rights:{one}" for one in kept])
    return Known(next((rights for rights in learned.values() if rights), {}), frozenset())


def _ask(scope: str, fetch: Callable[[], Rights]) -> Known:
    rights_key, refused_key = f"rights:{scope}", f"refused:{scope}"
    cached = cache.get_many([rights_key, refused_key])
    refused = frozenset(pair for pair, until in cached.get(refused_key, {}).items() if until > time.time())
    rights = cached.get(rights_key)
    # Whoever claims the key asks; everybody else goes on with "unknown" until the answer is there.
    if rights is None and cache.add(rights_key, {}, REMEMBERED_SECONDS):
        rights = fetch()
        cache.set(rights_key, rights, REMEMBERED_SECONDS)
    return Known(rights or {}, refused)


def _fetch(api: AdminApi) -> Rights:
    try:
        answer = api.call("getSessionOperator", deadline=PATIENCE_SECONDS)
    except ApiError as error:
        # Not open for that: unknown is still refused by SigningHub itself, and by us where it does not guard.
        log.warning("rights.role_unreadable", error=type(error).__name__)
        return {}
    return role_of(answer.data)


def role_of(operator: Any) -> Rights:
    """The readable rights of the operator in an answer of Get Operator (Session User)."""
    found = record_in(operator) or {}
    role = next((value for key, value in found.items() if str(key).lower() == "role"), None)
    return read_role(record_in(role))


def learn(request: ConsoleRequest, operator: Mapping[str, Any]) -> None:
    """Take the rights from an answer of Get Operator that was asked for another reason, such as at sign-in."""
    cache.set(f"rights:{scope_of(request)}", role_of(operator), REMEMBERED_SECONDS)


def remember_refusal(request: ConsoleRequest, permission: Permission) -> None:
    """Remember for ten minutes that SigningHub refused this; it counts only where its role does not say."""
    key = f"refused:{scope_of(request)}"
    now = time.time()
    refused = {pair: until for pair, until in cache.get(key, {}).items() if until > now}
    refused[permission.area, permission.right] = now + REMEMBERED_SECONDS
    cache.set(key, refused, REMEMBERED_SECONDS)


def forget_role(request: ConsoleRequest) -> None:
    """Ask SigningHub anew on the next page, after a role was edited through the console."""
    scope = scope_of(request)
    cache.delete_many([f"rights:{scope}", f"refused:{scope}"])


def scope_of(request: ConsoleRequest) -> str:
    """What the role is known per: the credential's version, and the session where the credential is one person's."""
    credential: Credential | None = request.user.credential
    if credential is None:
        raise ValueError("No credential, so no role at SigningHub.")
    scope = f"{credential.pk}:{credential.version}"
    if not request.user.is_personal:
        return scope
    key = request.session.session_key or ""
    return f"{scope}:{hashlib.sha256(key.encode()).hexdigest()[:SCOPE_LENGTH]}"
