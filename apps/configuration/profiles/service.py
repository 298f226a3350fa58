"""Profiles of every kind: the six differ in the names of their operations alone."""

from __future__ import annotations

from console.api.service import Service


def profiles_service(kind: str) -> type[Service]:
    """The service of one kind, named as its operations name it: Get, Add, Update and Delete … Profiles."""
    return type(
        f"{kind}Profiles",
        (Service,),
        {
            "list_operation": f"list{kind}Profiles",
            "choices_operation": f"listBasic{kind}Profiles",
            "get_operation": f"get{kind}Profile",
            "add_operation": f"add{kind}Profile",
            "update_operation": f"update{kind}Profile",
            "delete_operation": f"delete{kind}Profile",
        },
    )
