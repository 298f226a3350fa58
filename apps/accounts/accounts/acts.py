"""What is done to one account beyond a plain question and a yes: retiring, deleting, another plan, a guest's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.accounts import holdings
from apps.accounts.accounts.forms import ChangePlanForm, RenameGuestForm
from apps.accounts.accounts.holdings import email_of
from apps.accounts.accounts.person import enterprise_id
from apps.accounts.accounts.service import Accounts
from console.requests import ConsoleRequest
from console.screens import asking, editing, links, views
from console.screens.cells import plain, truth
from console.screens.forms import Body
from console.screens.page import way_back
from console.screens.resource import Resource, Row, Text, value_at

TYPE_EMAIL = gettext_lazy("Type the e-mail address to confirm:")


@require_http_methods(["GET", "HEAD", "POST"])
def mark_dormant(request: ConsoleRequest, pk: int, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Mark Account as Dormant: there is no way back, so the numbers are said and the address is typed."""
    service = Accounts(request.api)

    def look() -> tuple[Row, asking.Question]:
        account = service.get(pk)
        question = views.question_of(resource.action("dormant"), account)
        if question.is_needless:
            return account, question
        held = holdings.holdings(request.api, pk, account, counts_dormant=True)
        return account, replace(
            question,
            consequences=[*question.consequences, *holdings.in_words(held)],
            obstacle=holdings.obstacle_to_dormancy(held),
            **_typed(resource, account),
        )

    record = views.record_address(request, resource, pk, keys)
    done = str(resource.action("dormant").done)
    return asking.ask(asking.Asked(request, resource, keys, look, partial(service.mark_dormant, pk), done, record))


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ConsoleRequest, pk: int, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Delete Account by ID."""
    service = Accounts(request.api)

    def look() -> tuple[Row, asking.Question]:
        account = service.get(pk)
        held = holdings.holdings(request.api, pk, account)
        question = views.deletion_of(resource, "")
        return account, replace(
            question,
            consequences=[*question.consequences, *holdings.in_words(held)],
            obstacle=holdings.obstacle_to_deleting(held),
            **_typed(resource, account),
        )

    record = views.record_address(request, resource, pk, keys)
    after = way_back(request, resource, keys)
    do = partial(service.delete, pk)
    return asking.ask(asking.Asked(request, resource, keys, look, do, _("Account deleted."), record, after))


def _typed(resource: Resource, account: Row) -> dict[str, Any]:
    """What is typed to confirm: the address, which is one person's, or the name of somebody without one."""
    email = email_of(account)
    return {"typed": email, "typed_label": TYPE_EMAIL} if email else {"typed": resource.called(account).strip()}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ConsoleRequest, pk: int, *, resource: Resource, **keys: Any) -> HttpResponse:
    """The form of Update Account; of a guest SigningHub takes the name only, by an operation of its own."""
    if request.method == "POST":
        return views.edit(request, pk, resource=resource, **keys)
    account = Accounts(request.api).get(pk)
    if truth(value_at(account, "user.guest")) is True:
        return redirect(links.coming_from(resource.url("rename-guest", pk), links.return_to(request, "")))
    return views.edit(request, pk, resource=resource, record=account, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def rename_guest(request: ConsoleRequest, pk: int, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Guest Account: the name of a guest."""
    service = Accounts(request.api)

    def read() -> Body:
        return {"user_name": plain(value_at(service.get(pk), "user.user_name") or "")}

    return editing.serve(
        editing.Edit(
            request,
            resource,
            RenameGuestForm,
            request.api.contract.operation("updateGuestAccount"),
            read=read,
            send=partial(service.rename_guest, pk),
            title=_("Rename guest"),
            back=views.record_address(request, resource, pk, keys),
            done=_("Guest renamed."),
            notes=[_("The name is the only thing of a guest that can be changed.")],
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: ConsoleRequest, pk: int, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Change User Service Plan: a form of the plan's name, and of the enterprise's where one begins."""
    service = Accounts(request.api)
    account = _once(partial(service.get, pk))

    return editing.serve(
        editing.Edit(
            request,
            resource,
            partial(ChangePlanForm, is_in_enterprise=lambda: enterprise_id(_user(account())) is not None),
            request.api.contract.operation("changeUserServicePlan"),
            read=lambda: _plan_of(account()),
            send=service.change_plan,
            title=_("Change service plan"),
            back=views.record_address(request, resource, pk, keys),
            done=_("Service plan changed."),
            # Asked for only where the form is drawn, not each time a draft of it is kept.
            notes=cast(Sequence[Text], SimpleLazyObject(lambda: _notes_on_plan(request, pk, account()))),
        )
    )


def _once(read: Callable[[], Row]) -> Callable[[], Row]:
    """`read`, asked at most once: the form and the notes above it are about the same record."""
    found: list[Row] = []

    def once() -> Row:
        if not found:
            found.append(read())
        return found[0]

    return once


def _plan_of(account: Row) -> Body:
    """The body of Change User Service Plan that changes nothing."""
    plan = account.get("service_plan")
    name = plan.get("name") if isinstance(plan, Mapping) else plan
    return {"user_email": email_of(account), "service_plan": plain(name or "")}


def _notes_on_plan(request: ConsoleRequest, pk: int, account: Row) -> list[Text]:
    """What a change of the plan means for this account in particular."""
    user = _user(account)
    if any(truth(user.get(flag)) is True for flag in ("guest", "dormant")):
        return [_("SigningHub gives no service plan to a guest or a dormant account; it refuses this.")]
    if enterprise_id(user) is None:
        return [_("An individual account that moves to an enterprise plan begins an enterprise and owns it.")]
    if truth(user.get("enterprise_owner")) is False:
        return [_("The plan belongs to the owner of the enterprise. SigningHub refuses to change it for a user of it.")]
    children = holdings.children_of(request.api, pk, user)
    if not children:
        return []
    words = ngettext(
        "%d other user of the enterprise moves with its owner.",
        "%d other users of the enterprise move with its owner.",
        children,
    )
    return [words % children]


def _user(account: Row) -> Row:
    user = value_at(account, "user")
    return user if isinstance(user, Mapping) else {}
