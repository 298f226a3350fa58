"""What the console's middleware adds to a request; views annotate their argument with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from apps.access.models import User
    from console.api.caller import Caller
    from console.api.client import AdminApi
    from console.permissions import Permission
    from console.rights import Verdict


class May(Protocol):
    """Whether the person may do what a permission stands for, and if not, why and which side says so."""

    def __call__(self, permission: Permission) -> Verdict: ...


class ConsoleRequest(HttpRequest):
    """A request as views see it. Only for type hints: nothing makes one."""

    user: User
    # Who looks, while `user` is somebody with whose eyes they look (apps/access/view_as.py).
    viewer: User | None
    htmx: HtmxDetails
    request_id: str
    address: str
    caller: Caller
    api: AdminApi
    may: May
    # Whose session has just ended here, if it was ours: a form posted too late is kept as this person's draft.
    former_user: User | None
