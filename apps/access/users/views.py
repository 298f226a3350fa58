"""The people of the console: who they are, what they may do, and what can be done to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.access.desk import (
    Crumbs,
    FormPage,
    Question,
    ask,
    changed_meanwhile,
    fresh_at,
    is_confirmed,
    is_stale,
    seen_of,
    show_form,
)
from apps.access.models import User
from apps.access.owed import FACTORS
from apps.access.users import changes, reach
from apps.access.users.forms import AddPersonForm, PersonForm
from console.permissions import ConsoleRight, console_right
from console.requests import ConsoleRequest
from console.rights import CONSOLE_RIGHT_TITLES

people_right = console_right(ConsoleRight.PEOPLE, or_right=ConsoleRight.CUSTODIAN)


def crumbs(person: User | None = None) -> Crumbs:
    """The way here: the list, and the person's page."""
    way: list[tuple[Any, str]] = [(_("People"), reverse("people"))]
    if person:
        way.append((called(person), reverse("person", args=[person.pk])))
    return way


def called(person: User) -> str:
    """What somebody is called."""
    return person.name or person.email


def found(pk: int) -> User:
    """The person of that number; a 404 otherwise."""
    return get_object_or_404(User.objects.select_related("role", "credential__environment"), pk=pk)


@people_right
@require_safe
def people(request: ConsoleRequest) -> HttpResponse:
    """Everybody who may sign in, or was switched off; `q` looks in names and addresses."""
    asked = request.GET.get("q", "").strip()
    listed = User.objects.select_related("role", "credential").order_by("-is_active", "email")
    if asked:
        listed = listed.filter(Q(email__icontains=asked) | Q(name__icontains=asked))
    factors = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=FACTORS)
    listed = listed.annotate(has_factor=Exists(factors))
    rows = [(person, rights_of(person)) for person in listed]
    return render(request, "access/users/list.html", {"rows": rows, "asked": asked, "tab": "people"})


def rights_of(person: User) -> list[Any]:
    """A person's rights over the console, in words."""
    return [CONSOLE_RIGHT_TITLES[right] for right in ConsoleRight if person.has_console_right(right)]


@people_right
@require_safe
def person(request: ConsoleRequest, pk: int) -> HttpResponse:
    """One person: how they sign in, what they act through, where they are signed in."""
    shown = found(pk)
    types = set(Authenticator.objects.filter(user_id=pk).values_list("type", flat=True))
    context = {
        "person": shown,
        "called": called(shown),
        "rights": rights_of(shown),
        "has_app": Authenticator.Type.TOTP in types,
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
        "sessions": shown.sessions.filter(expire_date__gt=timezone.now()).order_by("-signed_in_at"),
        "has_link": shown.enrolment_links.filter(used_at=None, expires_at__gt=timezone.now()).exists(),
        "is_enrolled": shown.has_console_password or shown.signinghub_asks_password is not None,
        "is_me": shown.pk == request.user.pk,
        "beyond": reach.beyond(request, shown),
    }
    return render(request, "access/users/detail.html", context)


@people_right
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: ConsoleRequest) -> HttpResponse:
    """Make somebody known; a link lets them choose what they sign in with."""
    new = User(kind=User.Kind.DELEGATE)
    form = AddPersonForm(request.POST or None, instance=new, by=request.user, held=reach.held(request))
    page = FormPage(
        _("Add a person"), _("Add"), crumbs(), [_("Afterwards a one-time link lets them in.")], icon="user-plus"
    )
    if request.method != "POST" or not form.is_valid():
        return show_form(request, page, form)
    try:
        changes.add(form.save(commit=False), request.caller)
    except ValidationError as error:
        return show_form(request, page, form, problem=" ".join(error.messages))
    messages.success(request, _("The person is added. Make a link for them now."))
    return redirect("person", pk=new.pk)


@people_right
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Change name, role, credential and rights; what the person at the desk may not give stays as it is."""
    shown = found(pk)
    held = reach.held(request)
    page = FormPage(_("Edit %(name)s") % {"name": called(shown)}, _("Save"), crumbs(shown), [shown.email])
    if request.method != "POST":
        page = replace(page, seen=seen_of(changes.facts(shown)))
        return show_form(request, page, PersonForm(instance=shown, by=request.user, held=held))
    try:
        with changes.changing(pk) as current:
            before = changes.facts(current)
            page = replace(page, seen=seen_of(before))
            if is_stale(request, page.seen):
                form = PersonForm(instance=current, by=request.user, held=held)
                return show_form(request, page, form, problem=changed_meanwhile())
            form = PersonForm(request.POST, instance=current, by=request.user, held=held)
            if not form.is_valid():
                return show_form(request, page, form)
            is_link_over = changes.save(form.save(commit=False), before, request.caller)
    except ValidationError as error:
        return show_form(request, page, form, problem=" ".join(error.messages))
    messages.success(request, _("The person is saved."))
    if is_link_over:
        messages.warning(
            request, _("Their one-time link was for what they held before, and has ended. Make a new one.")
        )
    return redirect("person", pk=pk)


@people_right
@require_http_methods(["GET", "HEAD", "POST"])
def switch_off(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Let somebody sign in no more; their sessions end at once, and nothing of them is deleted."""
    shown = found(pk)
    question = Question(
        _("Switch off %(name)s") % {"name": called(shown)},
        crumbs(shown),
        [_("Their sessions end at once and they cannot sign in. What they did stays on record.")],
        _("Switch off"),
        "ban",
        is_danger=True,
        obstacle=_off_obstacle(request, shown),
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    try:
        changes.switch(pk, request.caller, on=False)
    except ValidationError as error:
        return ask(request, question, problem=" ".join(error.messages))
    messages.success(request, _("The person is switched off."))
    return redirect("person", pk=pk)


def _off_obstacle(request: ConsoleRequest, shown: User) -> str:
    if shown.pk == request.user.pk:
        return _("Nobody switches off themselves.")
    return _beyond_rights(request, shown) or ("" if shown.is_active else _("This person is switched off already."))


def _beyond_rights(request: ConsoleRequest, shown: User) -> str:
    if shown.console_rights() - reach.grantable(request.user):
        return _("This person holds a right over the console that you do not hold.")
    return ""


@people_right
@require_http_methods(["GET", "HEAD", "POST"])
def switch_on(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Let somebody who was switched off sign in again."""
    shown = found(pk)
    question = Question(
        _("Switch on %(name)s") % {"name": called(shown)},
        crumbs(shown),
        [_("They can sign in again with what they signed in with before.")],
        _("Switch on"),
        "check",
        obstacle=_("This person is switched on already.") if shown.is_active else reach.beyond(request, shown),
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    changes.switch(pk, request.caller, on=True)
    messages.success(request, _("The person is switched on."))
    return redirect("person", pk=pk)


@people_right
@never_cache
@fresh_at("delete-person")
@require_http_methods(["GET", "HEAD", "POST"])
def delete_person(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Forget somebody who was switched off."""
    shown = found(pk)
    question = Question(
        _("Delete %(name)s") % {"name": called(shown)},
        crumbs(shown),
        [
            _("Their password, second factor, drafts and links are forgotten. This cannot be undone."),
            _("What they did stays on record, under their address."),
        ],
        _("Delete"),
        "trash",
        is_danger=True,
        obstacle=_("Switch this person off first.") if shown.is_active else _beyond_rights(request, shown),
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    try:
        changes.remove(pk, request.caller)
    except ValidationError as error:
        return ask(request, question, problem=" ".join(error.messages))
    messages.success(request, _("The person is deleted."))
    return redirect("people")


@people_right
@never_cache
@fresh_at("forget-factor")
@require_http_methods(["GET", "HEAD", "POST"])
def forget_factor(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Take away a second factor that somebody has lost."""
    shown = found(pk)
    has_one = Authenticator.objects.filter(user_id=pk, type__in=FACTORS).exists()
    question = Question(
        _("Forget the second factor of %(name)s") % {"name": called(shown)},
        crumbs(shown),
        [
            _("Authenticator app, passkeys and recovery codes stop working, and their sessions end."),
            _("They set up a new factor at the next sign-in, and get a mail about this."),
        ],
        _("Forget it"),
        "lock-open",
        is_danger=True,
        obstacle=reach.beyond(request, shown) if has_one else _("This person has no second factor."),
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    changes.forget_factor(pk, request.caller)
    messages.success(request, _("The second factor is forgotten."))
    return redirect("person", pk=pk)
