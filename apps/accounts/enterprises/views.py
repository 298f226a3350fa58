"""The page of an enterprise: its owner's account says its name and plan, a list its users."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.accounts.accounts.parts import CERTIFICATES, ENTERPRISE_USERS, FEW
from apps.accounts.accounts.plan import plan_facts
from apps.accounts.accounts.service import Accounts, standing
from apps.accounts.enterprises.screens import users
from apps.accounts.enterprises.service import EnterpriseUsers
from console.api.service import Query
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import cells, links, table
from console.screens.cells import Reader
from console.screens.compression import compressed
from console.screens.meters import usage
from console.screens.parts import places
from console.screens.resource import value_at

SHOWN = frozenset({"user_name", "standing", "user_email", "role"})


@requires(Area.ACCOUNTS, Right.READ)
@require_safe
def every_enterprise(_request: ConsoleRequest) -> HttpResponse:
    """SigningHub has no list of enterprises; the accounts that belong to one are the nearest thing."""
    return redirect(f"{reverse('accounts-list')}?accounts=ENTERPRISE")


@requires(Area.ACCOUNTS, Right.READ)
@require_safe
def show_enterprise(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Get Enterprise Users for the owner, Get Account by ID for what is known through their account."""
    request.way_back = (_("Accounts"), reverse("accounts-list"))  # type: ignore[attr-defined]
    reader = Reader()
    owner, total = EnterpriseUsers(request.api, enterpriseid=pk).owner()
    number = table.key_of(owner, users) if owner else None
    account = Accounts(request.api).get(number) if number is not None else {}
    meters, other_usage = usage(account.get("usage_statistics"), reader)
    user = value_at(account, "user") or {}
    context = {
        "pk": pk,
        "called": cells.plain(value_at(account, "user.enterprise") or "") or _("Enterprise %(id)s") % {"id": pk},
        "list_url": links.return_to(request, reverse("accounts-list")),
        "users_in_words": "" if total is None else _users_in_words(total),
        "owner_url": reverse("accounts-detail", args=(number,)) if account else "",
        "owner_name": cells.plain(user.get("user_name") or user.get("user_email") or "") or _("Account %s") % number,
        "owner_email": cells.cell("email", user.get("user_email"), reader),
        "owner_standing": cells.cell("status", standing(user), reader) if account else "",
        "plan": plan_facts(account.get("service_plan"), reader),
        "meters": meters,
        "other_usage": other_usage,
        "users": places(request, [ENTERPRISE_USERS], pk),
        "certificates": places(request, [CERTIFICATES], number) if account else [],
    }
    return compressed(request, render(request, "accounts/enterprises/detail.html", context))


def _users_in_words(total: int) -> str:
    return ngettext("%(count)s user", "%(count)s users", total) % {"count": cells.grouped(Decimal(total))}


@requires(Area.ACCOUNTS, Right.READ)
@ENTERPRISE_USERS.shows("accounts/accounts/few.html")
def few_users(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    """Get Enterprise Users: the first of them."""
    page = EnterpriseUsers(request.api, enterpriseid=pk).page(Query(size=FEW))
    drawn = table.preview(users, page.items, SHOWN, keys=(pk,), reader=Reader())
    return {"table": drawn, "total": page.total, "everything": reverse("enterprise-users-list", args=(pk,))}
