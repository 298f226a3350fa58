"""Changes of a person, each under a lock with every custodian's row, on record, and felt at once by open sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.access.models import EnrolmentLink, User
from apps.access.notices import tell
from apps.access.sessions import end_sessions
from console.api.caller import Caller
from console.audit.models import Kind
from console.audit.record import event

# What of a person stands in the record, before and after.
RECORDED = ("name", "role", "credential", "is_active", "is_custodian", "is_people_admin", "is_auditor")


@contextmanager
def changing(pk: int) -> Iterator[User]:
    """The person as they are now, to be changed: of two who each take a custodian away, the second sees the first."""
    with transaction.atomic():
        rows = User.objects.select_for_update().filter(Q(pk=pk) | Q(is_custodian=True)).order_by("pk")
        person = next((row for row in rows if row.pk == pk), None)
        if person is None:
            raise Http404
        yield person


def facts(person: User) -> dict[str, object]:
    """A person as the record has them: names, no secrets."""
    return {name: value if isinstance(value := getattr(person, name), bool) else str(value or "") for name in RECORDED}


def save(person: User, before: dict[str, object], caller: Caller) -> bool:
    """Check and store a changed person; whether an open link of theirs ended with it. ValidationError where that may
    not be.

    Whoever was shown a link may have been allowed to reach for the person as they were, but not for what they hold now.
    """
    person.full_clean(exclude=["password"])
    person.save()
    changed = {name: [before[name], value] for name, value in facts(person).items() if value != before[name]}
    _record(gettext_noop("Person changed"), person, caller, changed)
    now = timezone.now()
    links = EnrolmentLink.objects.filter(user=person, used_at=None, expires_at__gt=now)
    return bool(changed.keys() - {"name"} and links.update(expires_at=now))


def add(person: User, caller: Caller) -> None:
    """Check and store a new person."""
    with transaction.atomic():
        person.full_clean(exclude=["password"])
        person.save()
        _record(gettext_noop("Person added"), person, caller, {"kind": person.kind, **facts(person)})


def switch(pk: int, caller: Caller, *, on: bool) -> User:
    """Let somebody sign in again, or no more: their sessions end at once. ValidationError for the last custodian."""
    with changing(pk) as person:
        person.is_active = on
        person.keep_a_custodian()
        person.save(update_fields=["is_active"])
        if not on:
            end_sessions(person)
        _record(gettext_noop("Person switched on") if on else gettext_noop("Person switched off"), person, caller)
    return person


def remove(pk: int, caller: Caller) -> None:
    """Forget somebody who was switched off (ValidationError otherwise); the record of what they did stays."""
    with changing(pk) as person:
        if person.is_active:
            raise ValidationError(_("Switch this person off first."))
        _record(gettext_noop("Person deleted"), person, caller, {"kind": person.kind, **facts(person)})
        person.delete()


def forget_factor(pk: int, caller: Caller) -> User:
    """Take away every second factor of a person, who sets up a new one at the next sign-in; their sessions end."""
    what = gettext_noop("Second factor forgotten by an administrator")
    with changing(pk) as person:
        removed, _per_model = Authenticator.objects.filter(user_id=person.pk).delete()
        end_sessions(person)
        event(Kind.FACTOR, caller=caller, title=what, object_id=person.email, values={"removed": removed})
    tell(person, what, caller.address)
    return person


def _record(title: str, person: User, caller: Caller, values: Mapping[str, object] | None = None) -> None:
    event(Kind.PEOPLE, caller=caller, credential=person.credential, title=title, object_id=person.email, values=values)
