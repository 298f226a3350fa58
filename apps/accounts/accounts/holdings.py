"""What goes when an account goes: the numbers that somebody must know before they retire or delete it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.accounts.person import enterprise_id
from apps.accounts.accounts.service import Accounts
from apps.accounts.enterprises.service import EnterpriseUsers
from apps.accounts.signing_certificates.service import SigningCertificates
from console.api.client import AdminApi
from console.api.errors import ApiMissing, ApiRefused
from console.api.service import Query
from console.screens.cells import plain, truth
from console.screens.resource import Row, value_at

# As many dormant users of an enterprise are looked through as SigningHub gives in one page.
SEARCHED = 1000
# In seconds, for counting the people under all chosen owners: a page that somebody waits for.
COUNTING = 10


@dataclass(frozen=True)
class Holdings:
    """What hangs on one account; None for what SigningHub does not say.

    `children` are the other users of the enterprise that the account owns, `dormant_children` those of them that are
    dormant already.
    """

    children: int | None
    dormant_children: int
    certificates: int | None
    plan: str


def email_of(account: Row) -> str:
    """The account's address, "" where there is none."""
    return plain(value_at(account, "user.user_email") or "").strip()


def holdings(api: AdminApi, pk: int | str, account: Row, *, counts_dormant: bool = False) -> Holdings:
    """Get Enterprise Users and Get Admin Account Signing Certificates for the numbers; `counts_dormant` asks Get
    Accounts for the dormant ones too."""
    user = value_at(account, "user")
    user = user if isinstance(user, Mapping) else {}
    children = children_of(api, pk, user)
    dormant = _dormant_in(api, pk, user) if counts_dormant and children else 0
    plan = account.get("service_plan")
    name = plain(plan.get("name") or "") if isinstance(plan, Mapping) else plain(plan or "")
    return Holdings(children, dormant, _certificates_of(api, pk), name)


def children_of(api: AdminApi, pk: int | str, user: Row) -> int | None:
    """How many others belong to the enterprise that this person owns: 0 for somebody who owns none."""
    enterprise = enterprise_id(user)
    if enterprise is None or not _may_own(user):
        return 0
    if not api.contract.has("listEnterpriseUsers"):
        return None
    try:
        page = EnterpriseUsers(api, enterpriseid=enterprise).page(Query(size=SEARCHED))
    except ApiMissing:
        return 0
    except ApiRefused:
        return None
    own = next((row for row in page.items if _is(row.get("id"), pk)), None)
    if truth(user.get("enterprise_owner")) is None and truth((own or {}).get("owner")) is not True:
        return 0
    if page.total is None and page.has_next:
        return None
    is_counted = own is not None or page.has_next
    return max(0, (len(page.items) if page.total is None else page.total) - is_counted)


def _dormant_in(api: AdminApi, pk: int | str, user: Row) -> int:
    """How many of the others are dormant, as far as one page of them tells."""
    wanted = {"accounts": "DORMANT", "enterprise_name": plain(value_at(user, "enterprise.name") or "")}
    if not all(wanted.values()) or not wanted.keys() <= api.contract.operation("listAccounts").arguments.keys():
        return 0
    page = Accounts(api).page(Query(size=SEARCHED, filters=wanted))
    own = enterprise_id(user)
    return sum(_is(row.get("enterprise_id"), own) and not _is(row.get("id"), pk) for row in page.items)


def _is(value: object, number: object) -> bool:
    """Whether an id is that one; some servers send theirs as text."""
    return value is not None and str(value) == str(number)


def _certificates_of(api: AdminApi, pk: int | str) -> int | None:
    if not api.contract.has("listSigningCertificates"):
        return None
    try:
        return len(SigningCertificates(api, userId=pk).rows(SigningCertificates.list_operation))
    except ApiMissing:
        return 0
    except ApiRefused:
        return None


def in_words(held: Holdings) -> list[str]:
    """A sentence for each thing that goes with the account."""
    sentences = []
    if held.certificates is None:
        sentences.append(_("The certificates of this account go with it."))
    elif held.certificates:
        words = ngettext(
            "%d signing certificate goes with it.", "%d signing certificates go with it.", held.certificates
        )
        sentences.append(words % held.certificates)
    if held.plan:
        sentences.append(
            _("Its place in the service plan “%s” becomes free, with all that was used of it.") % held.plan
        )
    if held.children is None:
        sentences.append(_("SigningHub does not say how many others belong to its enterprise."))
    return sentences


def obstacle_to_deleting(held: Holdings) -> str:
    """Why SigningHub refuses to delete the account; "" where nothing is known to be in the way."""
    if not held.children:
        return ""
    words = ngettext(
        "This account owns an enterprise with %d other user. SigningHub refuses to delete it until that user is gone.",
        "This account owns an enterprise with %d other users. SigningHub refuses to delete it until they are gone.",
        held.children,
    )
    return words % held.children


def obstacle_to_dormancy(held: Holdings) -> str:
    """Why SigningHub refuses to make the account dormant; "" where nothing is known to be in the way."""
    left = (held.children or 0) - held.dormant_children
    if left <= 0:
        return ""
    words = ngettext(
        "This account owns an enterprise with %d other user who is not dormant. SigningHub refuses this until that user"
        " is dormant or deleted.",
        "This account owns an enterprise with %d other users who are not dormant. SigningHub refuses this until all of"
        " them are dormant or deleted.",
        left,
    )
    return words % left


def words_for_many(api: AdminApi, accounts: Mapping[int | str, Row]) -> list[str]:
    """What deleting these accounts means, in numbers."""
    owners = [(pk, user) for pk, account in accounts.items() if _may_own(user := _user_of(account))]
    end = time.monotonic() + COUNTING
    counted = [children_of(api, pk, user) if time.monotonic() < end else None for pk, user in owners]
    blocked = [children for children in counted if children]
    sentences: list[str] = []
    if blocked:
        words = ngettext(
            "%(owners)d of them owns an enterprise, with %(users)d other users in all. SigningHub refuses to delete an"
            " owner while others belong to the enterprise.",
            "%(owners)d of them own enterprises, with %(users)d other users in all. SigningHub refuses to delete an"
            " owner while others belong to the enterprise.",
            len(blocked),
        )
        sentences.append(words % {"owners": len(blocked), "users": sum(blocked)})
    if unknown := counted.count(None):
        words = ngettext(
            "%d of them may own an enterprise; SigningHub did not say how many others belong to it.",
            "%d of them may own enterprises; SigningHub did not say how many others belong to them.",
            unknown,
        )
        sentences.append(words % unknown)
    return sentences


def _may_own(user: Row) -> bool:
    return enterprise_id(user) is not None and truth(user.get("enterprise_owner")) is not False


def _user_of(account: Row) -> dict[str, Any]:
    user = value_at(account, "user")
    return dict(user) if isinstance(user, Mapping) else {}
