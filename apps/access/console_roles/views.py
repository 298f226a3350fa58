"""The console's roles: what a delegate may do at most, on the same module tree as SigningHub's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from apps.access.desk import Crumbs, Question, ask, changed_meanwhile, is_confirmed, is_stale, seen_of
from apps.access.models import ConsoleRole
from apps.access.module_tree import branches
from apps.access.users import reach
from apps.access.users.effective import columns, existing
from apps.access.users.reach import Pair, pairs_of
from apps.access.users.views import people_right
from console.audit.models import Kind
from console.audit.record import event
from console.permissions import AREA_TITLES, Area, Right
from console.requests import ConsoleRequest
from console.screens.resource import Text


class RoleForm(forms.ModelForm):
    """What a role is called; its rights are the ticks of the matrix."""

    class Meta:
        model = ConsoleRole
        fields = ("name", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A built-in role is called in everybody's own language.
        for field in self.fields.values():
            field.disabled = self.instance.is_built_in

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if ConsoleRole.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is already a role of this name."))
        return name


@dataclass(frozen=True)
class Tick:
    """A right of a role in the matrix; locked where the person at the desk does not hold it."""

    name: str
    is_on: bool
    is_locked: bool
    column: str


@dataclass(frozen=True)
class TickLine:
    """An area of the matrix; None where there is no such right."""

    title: Text
    ticks: tuple[Tick | None, ...]


class MoreThanHeld(Exception):  # noqa: N818 - named after what is wrong
    """A right is to be given or taken that the person at the desk does not hold."""


def crumbs(role: ConsoleRole | None = None) -> Crumbs:
    """The way here: the list, and the role's page."""
    way: list[tuple[Any, str]] = [(_("Console roles"), reverse("console-roles"))]
    if role:
        way.append((role.title, reverse("console-role", args=[role.pk])))
    return way


def name_of(pair: Pair) -> str:
    """The field of a tick."""
    return f"{pair[0]}.{pair[1]}"


def matrix(pairs: set[Pair], held: set[Pair]) -> list[tuple[Text, list[TickLine]]]:
    """The ticks of a role that allows `pairs`, for somebody who may do `held`, in branches."""

    def line(area: Area) -> TickLine:
        return TickLine(AREA_TITLES[area], tuple(tick(area, right, column) for right, column in columns().items()))

    def tick(area: Area, right: Right, column: str) -> Tick | None:
        pair = (area, right)
        return Tick(name_of(pair), pair in pairs, pair not in held, column) if pair in existing() else None

    return list(branches(line))


def chosen(request: ConsoleRequest, present: set[Pair], held: set[Pair]) -> set[Pair]:
    """The rights that the posted ticks make, what is locked left as it is. MoreThanHeld where a locked one is ticked.

    Whoever may add, edit or delete must see what they change, so reading comes with either.
    """
    every = {(area, right) for area in Area for right in Right}
    ticked = {pair for pair in every if name_of(pair) in request.POST}
    if ticked - present - held:
        raise MoreThanHeld
    wanted = (ticked & held) | (present - held)
    reading = {(area, Right.READ) for area, right in wanted if right is not Right.READ} & (held | present)
    return wanted | (reading & existing())


@people_right
@require_safe
def roles(request: ConsoleRequest) -> HttpResponse:
    """Every role, and how many hold it."""
    listed = ConsoleRole.objects.annotate(people=Count("users")).order_by("name")
    rows = [(role, len(pairs_of(role) & existing())) for role in listed]
    context = {"rows": rows, "all": len(existing()), "tab": "roles"}
    return render(request, "access/console_roles/list.html", context)


@people_right
@require_safe
def role(request: ConsoleRequest, pk: int) -> HttpResponse:
    """One role: its matrix, and who holds it."""
    shown = get_object_or_404(ConsoleRole, pk=pk)
    context = {
        "role": shown,
        "branches": matrix(pairs_of(shown), set()),
        "columns": list(columns().values()),
        "people": shown.users.order_by("email"),
    }
    return render(request, "access/console_roles/detail.html", context)


@people_right
@require_http_methods(["GET", "HEAD", "POST"])
def add_role(request: ConsoleRequest) -> HttpResponse:
    """A new role."""
    return _form(request, ConsoleRole(), _("Add a console role"))


@people_right
@require_http_methods(["GET", "HEAD", "POST"])
def edit_role(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Another name, other rights: they count from the next request of whoever holds the role."""
    shown = get_object_or_404(ConsoleRole, pk=pk)
    return _form(request, shown, _("Edit %(name)s") % {"name": shown.title})


def _form(request: ConsoleRequest, shown: ConsoleRole, title: str) -> HttpResponse:
    held, present = reach.held(request), pairs_of(shown)
    seen = seen_of({"name": shown.name, "description": shown.description, "rights": sorted(map(name_of, present))})
    is_sent = request.method == "POST" and not is_stale(request, seen)
    form = RoleForm(request.POST if is_sent else None, instance=shown)
    problem = changed_meanwhile() if is_stale(request, seen) else ""
    wanted = present
    if is_sent:
        try:
            wanted = chosen(request, present, held)
        except MoreThanHeld:
            problem = _("Nobody grants more than they hold: a right was ticked that you do not have.")
        if form.is_valid() and not problem:
            _save(request, form.save(commit=False), present, wanted)
            messages.success(request, _("The role is saved."))
            return redirect("console-role", pk=shown.pk)
    context = {
        "role": shown,
        "title": title,
        "crumbs": crumbs(shown if shown.pk else None),
        "form": form,
        "problem": problem,
        "branches": matrix(wanted, held),
        "columns": list(columns().values()),
        "some_locked": bool((existing() | present) - held),
        "holders": shown.users.count() if shown.pk else 0,
        "seen": seen,
    }
    return render(request, "access/console_roles/form.html", context, status=422 if problem or form.errors else 200)


def _save(request: ConsoleRequest, shown: ConsoleRole, before: set[Pair], after: set[Pair]) -> None:
    shown.rights = {area.value: [right.value for right in Right if (area, right) in after] for area in Area}
    shown.rights = {area: rights for area, rights in shown.rights.items() if rights}
    is_new = shown.pk is None
    with transaction.atomic():
        shown.save()
        event(
            Kind.PEOPLE,
            caller=request.caller,
            title=gettext_noop("Console role added") if is_new else gettext_noop("Console role changed"),
            object_id=shown.name,
            values={"given": sorted(map(name_of, after - before)), "taken": sorted(map(name_of, before - after))},
        )


BUILT_IN = gettext_lazy("This role exists from the start and stays; its rights can be changed.")


@people_right
@require_http_methods(["GET", "HEAD", "POST"])
def delete_role(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Take a role away that nobody holds."""
    shown = get_object_or_404(ConsoleRole, pk=pk)
    holders = [user.email for user in shown.users.order_by("email")[:10]]
    obstacle: Text = BUILT_IN if shown.is_built_in else ""
    if holders:
        obstacle = _("Give these people another role first: %(people)s") % {"people": ", ".join(holders)}
    question = Question(
        _("Delete %(name)s") % {"name": shown.title},
        crumbs(shown),
        [_("Nobody holds it. It cannot be brought back.")] if not obstacle else [],
        _("Delete"),
        "trash",
        is_danger=True,
        obstacle=obstacle,
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    with transaction.atomic():
        event(Kind.PEOPLE, caller=request.caller, title=gettext_noop("Console role deleted"), object_id=shown.name)
        shown.delete()
    messages.success(request, _("The role is deleted."))
    return redirect("console-roles")
