"""Accounts: the people and enterprises that SigningHub serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from console.api.service import Page, Query, Service
from console.screens.cells import truth

Row = Mapping[str, Any]


class Accounts(Service):
    """Calls on accounts."""

    list_operation = "listAccounts"
    get_operation = "getAccount"
    add_operation = "registerUserAccount"
    update_operation = "updateAccount"
    delete_operation = "deleteAccount"
    record_key = "user"
    # The keys that `page` adds to each row.
    derived = ("standing",)

    def page(self, query: Query) -> Page:
        """Get Accounts. Each row also says how the account stands, in one word."""
        page = super().page(query)
        return replace(page, items=[{**row, "standing": standing(row)} for row in page.items])

    def unlock(self, pk: int) -> None:
        """Unlock User Account."""
        self.act("unlockUserAccount", pk)

    def reset_password(self, pk: int) -> None:
        """Reset Account Password."""
        self.act("resetAccountPassword", pk)

    def reset_usage(self, pk: int) -> None:
        """Reset Usage Statistics."""
        self.act("resetUsageStatistics", pk)

    def mark_dormant(self, pk: int) -> None:
        """Mark Account as Dormant."""
        self.act("markAccountDormant", pk)

    def archive(self, pk: int) -> None:
        """Archive Account."""
        self.act("archiveAccount", pk)

    def change_plan(self, body: Row, before: Row) -> None:
        """Change User Service Plan: by the account's e-mail address and the plan's name."""
        self.api.call("changeUserServicePlan", body=body, before=before)

    def rename_guest(self, pk: int, body: Row, before: Row) -> None:
        """Update Guest Account."""
        self.act("updateGuestAccount", pk, body=body, before=before)

    def delete_all(self, ids: list[int | str], names: list[str]) -> Any:
        """Delete Bulk Account; the answer as SigningHub gives it. `names` are what the accounts are called."""
        return self.api.call("deleteAccountsBulk", body=ids, before={"body": names}).data


class Alerts(Service):
    """What SigningHub told the person of an account."""

    list_operation = "listAccountAlerts"


class Activity(Service):
    """What the person of an account did."""

    list_operation = "listUserActivity"


class Payments(Service):
    """What was paid for an account."""

    list_operation = "listAccountBilling"


def standing(account: Row) -> str:
    """How an account stands, the gravest first, as a key of cells.STATUSES; UNKNOWN where nothing is said of it."""
    if truth(account.get("dormant")):
        return "DORMANT"
    if truth(account.get("locked")):
        return "LOCKED"
    if truth(account.get("guest")):
        return "GUEST"
    if truth(account.get("enabled")) is False:
        return "DISABLED"
    activated = truth(account.get("activated"))
    if activated is None:
        return "UNKNOWN" if account.get("enabled") is None else "ACTIVE"
    return "ACTIVE" if activated else "REGISTERED"
