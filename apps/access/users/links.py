"""One-time links made on screen: shown once to whoever made them, or mailed to the person themselves."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from apps.access.desk import fresh_at
from apps.access.enrolment.links import LIFETIME, address_of, make_link
from apps.access.models import User
from apps.access.notices import is_mail_set_up, mail
from apps.access.users import reach
from apps.access.users.views import called, crumbs, found, people_right
from console.audit.models import Kind
from console.audit.record import event
from console.requests import ConsoleRequest

SHOW, MAIL = "show", "mail"


@people_right
@never_cache
@fresh_at("person-link")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def link(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Make a link: a first way in, or a new password for somebody who forgot theirs.

    For somebody who holds more than oneself it is only ever mailed: whoever sees a link could use it.
    """
    person = found(pk)
    beyond = reach.beyond(request, person)
    context = {
        "person": person,
        "called": called(person),
        "crumbs": crumbs(person),
        "beyond": beyond,
        "may_mail": is_mail_set_up(),
        "hours": int(LIFETIME.total_seconds() // 3600),
        "obstacle": "" if person.is_active else _("This person is switched off."),
    }
    wanted = request.POST.get("how", "")
    refused = context["obstacle"] or (wanted == SHOW and beyond) or (wanted == MAIL and not is_mail_set_up())
    if request.method != "POST" or wanted not in {SHOW, MAIL} or refused:
        return render(request, "access/users/link.html", context, status=422 if request.method == "POST" else 200)
    token = _made(request, person, wanted)
    if wanted == SHOW:
        return render(request, "access/users/link.html", context | {"link": address_of(token)})
    if _mailed(person, token):
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": person.email})
        return redirect("person", pk=pk)
    messages.error(request, _("The mail could not be sent. The log of the console says why."))
    return redirect("person-link", pk=pk)


@sensitive_variables()
def _made(request: ConsoleRequest, person: User, how: str) -> str:
    with transaction.atomic():
        token = make_link(person)
        title = gettext_noop("Enrolment link shown") if how == SHOW else gettext_noop("Enrolment link mailed")
        event(Kind.ENROLMENT, caller=request.caller, title=title, object_id=person.email)
    return token


@sensitive_variables()
def _mailed(person: User, token: str) -> bool:
    with translation.override(person.language):
        body = render_to_string(
            "access/mail/link.txt", {"link": address_of(token), "lifetime": LIFETIME, "home": settings.PUBLIC_URL}
        )
        return mail(person, _("Your way in to SigningHub Admin"), body)
