"""Keeping what people type: after a lost session or a crash, beside somebody else's change, and across a double submit.

A form carries the nonce of its draft. The draft knows the record as it was when the form was opened (`base`), what
was typed last (`input`) and, once it was sent, the answer. Secrets are never kept: see `kept_fields`.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from console.api import exact
from console.api.errors import ApiError, ApiRefused
from console.audit.patience import bounded_wait
from console.screens.models import Draft
from console.screens.secret_names import is_secret, without_secrets
from console.vault.seal import SealBroken, seal, unseal

if TYPE_CHECKING:
    from apps.access.models import User
    from console.requests import ConsoleRequest

NONCE = "nonce"
LIFETIME = timedelta(hours=12)
# A sender that has not come back by then has died; what it sent may have arrived.
SENDING_AT_MOST = timedelta(minutes=2)
MOST_PER_PERSON = 100
LARGEST_INPUT = 256 * 1024
# Never kept, whatever form they come from.
CONTROL_FIELDS = frozenset({"csrfmiddlewaretoken", NONCE, "step", "draft", "return_to"})
# The steps of editing.py whose page shows what was typed, but has no field for it.
STEPS_WITHOUT_FIELDS = frozenset({"save", "back", "choose", "again"})
# What a tick and a choice between yes and no send.
FLAGS = frozenset({"on", "off", "true", "false", "True", "False"})
# Pasted into the wrong field, or wrongly at all, it is a secret all the same.
PRIVATE_KEY = re.compile(r"PRIVATE\sKEY-----")


class AlreadySent(Exception):  # noqa: N818 - an answer to a second submit, not an error
    """This form was sent before; `draft` has the outcome, or is still waiting for one."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("already sent")
        self.draft = draft


def open_draft(user: User, url: str, base: Mapping[str, Any]) -> Draft:
    """A new draft for a form that is being opened on `base`; prunes what has expired and what is too much."""
    now = timezone.now()
    Draft.objects.filter(expires_at__lt=now).delete()
    # Forms that were only opened go first: what somebody typed is worth more.
    newest = Draft.objects.filter(user=user).order_by(F("typed_at").desc(nulls_last=True), "-created_at")
    if extra := newest.values_list("pk", flat=True)[MOST_PER_PERSON:]:
        Draft.objects.filter(pk__in=list(extra)).delete()
    draft = Draft(user=user, url=url[:500], nonce=secrets.token_urlsafe(32), expires_at=now + LIFETIME)
    draft.sealed_base = _sealed(draft, "base", without_secrets(base))
    draft.save()
    return draft


def of_form(request: ConsoleRequest) -> Draft | None:
    """The draft of the form that was posted: this person's, at this address, by its nonce."""
    return Draft.objects.filter(
        user=request.user, url=request.path, nonce=request.POST.get(NONCE, ""), expires_at__gte=timezone.now()
    ).first()


def left_behind(request: ConsoleRequest, apart_from: Draft | None = None) -> list[Draft]:
    """What this person typed at this address and never saved, latest first."""
    found = Draft.objects.filter(
        user=request.user, url=request.path, typed_at__isnull=False, expires_at__gte=timezone.now()
    ).exclude(state=Draft.State.DONE)
    if apart_from is not None:
        found = found.exclude(pk=apart_from.pk)
    return list(found.order_by("-typed_at")[:3])


def chosen(request: ConsoleRequest, key: str) -> Draft | None:
    """The left-behind draft with this id, if it is this person's and of this address."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return (
        Draft.objects.filter(pk=int(key), user=request.user, url=request.path, expires_at__gte=timezone.now())
        .exclude(state=Draft.State.DONE)
        .first()
    )


def discard(draft: Draft) -> None:
    """Forget what was typed."""
    draft.delete()


def base_of(draft: Draft) -> dict[str, Any] | None:
    """The record as it was when the form was opened, without secrets; None where it cannot be read any more."""
    return _unsealed(draft, "base", draft.sealed_base)


def input_of(draft: Draft) -> QueryDict | None:
    """What was typed last, as a form takes it; None where nothing was."""
    kept = _unsealed(draft, "input", draft.sealed_input)
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    return data


def keep(draft: Draft, data: QueryDict, secret_fields: frozenset[str] = frozenset()) -> bool:
    """Keep what was typed, without its secrets; False where it is too large, since half of it would be a trap."""
    fields = kept_fields(data, secret_fields)
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LARGEST_INPUT:
        return False
    draft.sealed_input = _sealed(draft, "input", fields)
    draft.typed_at = timezone.now()
    Draft.objects.filter(pk=draft.pk).update(sealed_input=draft.sealed_input, typed_at=draft.typed_at)
    return True


def rebase(draft: Draft, base: Mapping[str, Any]) -> None:
    """Take the record as it is now for the base: the person has seen the difference and decided."""
    draft.sealed_base = _sealed(draft, "base", without_secrets(base))
    Draft.objects.filter(pk=draft.pk).update(sealed_base=draft.sealed_base)


@contextmanager
def sending(draft: Draft) -> Iterator[None]:
    """Around the one call that a form makes: the first comer sends, everyone else gets AlreadySent.

    A refusal, or a call that surely never left, opens the form again. Anything else leaves the outcome unknown.
    """
    now = timezone.now()
    # The record of the change waits no longer either.
    with bounded_wait():
        claimed = Draft.objects.filter(pk=draft.pk, state=Draft.State.OPEN).update(
            state=Draft.State.SENDING, sending_since=now
        )
    if not claimed:
        draft.refresh_from_db()
        give_up_waiting(draft)
        raise AlreadySent(draft)
    left = Draft.State.UNKNOWN
    try:
        yield
        left = Draft.State.SENDING
    except ApiError as error:
        if isinstance(error, ApiRefused) or not error.sent:
            left = Draft.State.OPEN
        raise
    finally:
        if left != Draft.State.SENDING:
            _leave(draft, left)


def give_up_waiting(draft: Draft) -> None:
    """Call the outcome of a form unknown whose sender has been gone for too long."""
    if (
        draft.state == Draft.State.SENDING
        and draft.sending_since
        and draft.sending_since < timezone.now() - SENDING_AT_MOST
    ):
        _leave(draft, Draft.State.UNKNOWN)


def finish(draft: Draft, location: str, message: str, outcome: Mapping[str, Any] | None = None) -> None:
    """Note the answer for whoever submits the same form again, and wipe what was typed.

    `outcome` is what more the page at `location` has to show; `outcome_of` gives it back.
    """
    draft.state, draft.location, draft.message = Draft.State.DONE, location[:2000], message[:500]
    draft.sealed_base = _sealed(draft, "base", without_secrets(outcome)) if outcome else None
    draft.sealed_input = None
    Draft.objects.filter(pk=draft.pk).update(
        state=draft.state,
        location=draft.location,
        message=draft.message,
        sealed_base=draft.sealed_base,
        sealed_input=None,
    )


def outcome_of(request: ConsoleRequest, key: str) -> dict[str, Any] | None:
    """What came of the form with this id, if it was this person's and of this address; None where it is not kept."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    draft = Draft.objects.filter(
        pk=int(key), user=request.user, url=request.path, state=Draft.State.DONE, expires_at__gte=timezone.now()
    ).first()
    return base_of(draft) if draft else None


def reopen(draft: Draft) -> None:
    """Let a form whose outcome is unknown be sent again, after the person has been told."""
    Draft.objects.filter(pk=draft.pk, state=Draft.State.UNKNOWN).update(state=Draft.State.OPEN)
    draft.refresh_from_db()


def keep_posted(request: ConsoleRequest) -> bool:
    """Keep the form that was posted after its session had ended, for the person whose session it was; says if it did.

    Called by the lock before it sends them to sign in; opening the same address afterwards offers it. Only forms of
    our screens are kept, and only while the browser still says whose they are (`request.former_user`).
    """
    user = request.former_user
    view = _view_at(request.path_info)
    fields = getattr(view, "draft_fields", None)
    if user is None or fields is None:
        return False
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_INPUT:
        return False
    draft = (
        Draft.objects.filter(
            user=user, url=request.path, nonce=request.POST.get(NONCE, ""), expires_at__gte=timezone.now()
        )
        .exclude(state=Draft.State.DONE)
        .first()
    )
    if request.POST.get("step") in STEPS_WITHOUT_FIELDS:
        # What was typed is in the draft already, if anywhere; this page had no fields to send.
        return draft is not None
    return keep(draft or open_draft(user, request.path, {}), request.POST, frozenset(fields))


def kept_fields(data: QueryDict, secret_fields: frozenset[str]) -> dict[str, list[str]]:
    """The fields of an input that may be kept: no machinery, and no secrets by the form's word, their name or look."""
    return {
        name: [str(value) for value in values]
        for name, values in data.lists()
        if name not in CONTROL_FIELDS
        and name not in secret_fields
        and (not is_secret(name) or FLAGS.issuperset(values))
        and not any(PRIVATE_KEY.search(value) for value in values)
    }


def _view_at(path: str) -> Callable[..., Any] | None:
    try:
        return resolve(path).func
    except Resolver404:
        return None


def _leave(draft: Draft, state: str) -> None:
    Draft.objects.filter(pk=draft.pk, state=Draft.State.SENDING).update(state=state)
    draft.state = state


def _bound_to(draft: Draft, part: str) -> str:
    return f"draft:{draft.nonce}:{draft.user_id}:{part}"


def _sealed(draft: Draft, part: str, value: Any) -> bytes:
    return seal(exact.dumps(value).encode(), _bound_to(draft, part))


def _unsealed(draft: Draft, part: str, sealed: bytes | memoryview | None) -> Any:
    if not sealed:
        return None
    try:
        return json.loads(unseal(bytes(sealed), _bound_to(draft, part)), parse_float=exact.number)
    except SealBroken:
        # Its key has been taken out of VAULT_KEYS: twelve hours of typed input at most.
        return None
