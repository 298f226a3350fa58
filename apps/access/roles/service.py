"""Roles: what SigningHub lets an operator do."""

from __future__ import annotations

from console.api.service import Service


class Roles(Service):
    """Calls on roles."""

    list_operation = "listRoles"
    get_operation = "getRole"
