"""The session engine: rows in the database that know whose they are and end by themselves.

Two limits are kept here, on the server, whatever the cookie says: `SESSION_COOKIE_AGE` without a request, and
`SESSION_ABSOLUTE_AGE` since the person signed in. A session beyond either is deleted when it is next asked for.
The content is sealed with the vault's key (apps/access/sealed.py), since an unfinished sign-in waits in it, and a row
is found by a hash of the cookie's key: who reads the database can take over no session with it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

if TYPE_CHECKING:
    from apps.access.models import Session, User

SIGNED_IN_AT = "signed_in_at"
# The client's address and what its browser calls itself, at sign-in.
SIGNED_IN_FROM = "signed_in_from"
# Who has given a password but still owes the factor: ending a person's sessions ends these too.
HALF_SIGNED_IN = "half_signed_in"
# The idle limit is moved on at most this often, so that a page of many fragments does not write many times.
TOUCH_SECONDS = 30


class SessionStore(DatabaseStore):
    """Django's database sessions, with a person, a start and both limits in each row."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        from apps.access.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.session_key = kept_key(row.session_key)
        row.user_id = data.get(SESSION_KEY) or data.get(HALF_SIGNED_IN)
        started = data.get(SIGNED_IN_AT)
        row.signed_in_at = datetime.fromtimestamp(started, UTC) if started else None
        row.address, row.agent = data.get(SIGNED_IN_FROM, ("", ""))
        row.expire_date = expiry(row.signed_in_at)
        return row

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=kept_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=kept_key(key)).delete()

    def _get_session_from_db(self) -> Session | None:
        self.row = self.get_model_class().objects.filter(session_key=kept_key(self.session_key)).first()
        if self.row is not None and self.row.expire_date <= timezone.now():
            self.row.delete()
            self.row = None
        if self.row is None:
            self._session_key = None
        return self.row

    def touch(self) -> None:
        """Move the idle limit on, without rewriting the session's content."""
        row = self.row
        if row is None or row.session_key != kept_key(self.session_key):
            return
        later = expiry(row.signed_in_at)
        if later - row.expire_date >= timedelta(seconds=TOUCH_SECONDS):
            self.model.objects.filter(pk=row.pk).update(expire_date=later)


def kept_key(key: str | None) -> str:
    """What the database has in place of a session's key: 160 bits of its hash."""
    return sha256((key or "").encode()).hexdigest()[:40]


def expiry(signed_in_at: datetime | None) -> datetime:
    """When a session that is used now ends: the nearer of the two limits."""
    idle = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if signed_in_at is None:
        return idle
    return min(idle, signed_in_at + timedelta(seconds=settings.SESSION_ABSOLUTE_AGE))


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End this person's sessions, except the one with the key `keep`; returns how many ended."""
    from apps.access.models import Session

    ended, _ = Session.objects.filter(user=user).exclude(session_key=kept_key(keep)).delete()
    return ended
