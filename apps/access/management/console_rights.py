"""The rights over the console as options of a command: nobody on screen gives one that they do not hold themselves."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from apps.access.models import User

OPTIONS = {
    "custodian": ("is_custodian", "make the person a custodian of the vault"),
    "people_admin": ("is_people_admin", "let the person manage people, roles of the console and sessions"),
    "auditor": ("is_auditor", "let the person read the audit; never a custodian"),
}


def add_options(parser: CommandParser) -> None:
    """--custodian, --people-admin and --auditor."""
    for option, (_field, help_text) in OPTIONS.items():
        parser.add_argument(f"--{option.replace('_', '-')}", action="store_true", help=help_text)


def give(user: User, options: dict[str, Any]) -> bool:
    """Give the person the rights that the options name, besides those they have; whether any is named."""
    named = [field for option, (field, _help) in OPTIONS.items() if options[option]]
    for field in named:
        setattr(user, field, True)
    return bool(named)
