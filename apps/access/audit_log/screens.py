"""What the lists of the audit show: the whole record for auditors, and for everybody their own part of it."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from apps.access.audit_log.service import Entries
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource

AUDIT = Resource(
    name="audit",
    title=_("Audit"),
    noun=_("entry"),
    area=Area.LOGS,  # Never asked: the addresses of this module carry marks of the console's own.
    service=Entries,
    key="str",
    label=("title",),
    search=_("Search the audit"),
    default_sort="-at",
    columns=(
        Column("title", _("Act"), link=True, width="flex-3"),
        Column("at", _("When"), kind="datetime", sort="at"),
        Column("utc", _("When (UTC)"), kind="code", shown=False),
        Column("email", _("Person"), kind="email", width="flex-2"),
        Column("object_id", _("Record"), kind="email", width="flex-2"),
        Column("state", _("Outcome"), kind="outcome", width="state"),
        Column("kind", _("Kind"), shown=False),
        Column("environment", _("Environment"), width="less"),
        Column("credential", _("Credential"), shown=False),
        Column("address", _("Address"), kind="code", shown=False),
        Column("reference", _("Reference"), kind="code", shown=False),
    ),
)
ACTIVITY = replace(
    AUDIT,
    name="own-activity",
    title=_("My activity"),
    search=_("Search your activity"),
    columns=tuple(column for column in AUDIT.columns if column.name != "email"),
)
EXPORT = Action("export", _("Export"), Right.READ, "", icon="download", on="list")
