"""Who is signed in: since when, where from, with what; ending one session, or all of a person."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from apps.access.models import Session
from apps.access.sessions import end_sessions, kept_key
from apps.access.users.views import found, people_right
from console.audit.models import Kind
from console.audit.record import event
from console.requests import ConsoleRequest


@people_right
@require_safe
def sessions(request: ConsoleRequest) -> HttpResponse:
    """Every session that somebody has or has begun, the latest first."""
    listed = Session.objects.filter(user__isnull=False, expire_date__gt=timezone.now()).select_related("user")
    context = {
        "sessions": listed.order_by("-signed_in_at", "user__email"),
        "own": kept_key(request.session.session_key),
        "tab": "sessions",
    }
    return render(request, "access/users/sessions.html", context)


@people_right
@require_POST
def end_session(request: ConsoleRequest) -> HttpResponse:
    """End the session whose row is named in the form; what is unsaved in it is kept as that person's draft."""
    row = get_object_or_404(Session.objects.select_related("user"), pk=request.POST.get("session", ""))
    with transaction.atomic():
        event(Kind.SIGN_OUT, caller=request.caller, title=gettext_noop("Session ended"), object_id=str(row.user or ""))
        row.delete()
    messages.success(request, _("The session has ended."))
    return redirect("sessions")


@people_right
@require_POST
def end_all_sessions(request: ConsoleRequest, pk: int) -> HttpResponse:
    """End every session of a person; of one's own all but this one."""
    person = found(pk)
    with transaction.atomic():
        keep = request.session.session_key if person.pk == request.user.pk else None
        ended = end_sessions(person, keep=keep)
        event(
            Kind.SIGN_OUT,
            caller=request.caller,
            title=gettext_noop("All sessions of a person ended"),
            object_id=person.email,
            values={"sessions": ended},
        )
    messages.success(request, _("Their sessions have ended."))
    return redirect("person", pk=pk)
