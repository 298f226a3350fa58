"""The screens of the operator log: everybody's acts, and those of one's own operator."""

from __future__ import annotations

from dataclasses import replace

from django.urls import path
from django.utils.translation import gettext_lazy as _

from apps.access.operator_log import views
from apps.access.operator_log.forms import LogFilters
from apps.access.operator_log.searches import SEARCHES, log_searches, log_searches_in_menu
from apps.access.operator_log.service import OperatorLogs, OwnActivities
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource, Saved
from console.screens.saved import views as saved
from console.screens.urls import screen_urls

operator_log = Resource(
    name="operator-log",
    title=_("Operator log"),
    noun=_("entry"),
    area=Area.LOGS,
    service=OperatorLogs,
    label=("act", "activity"),
    search=_("Search the operator log"),
    default_sort="-created_on",
    filters=LogFilters,
    saved=Saved(log_searches, SEARCHES),
    columns=(
        Column("act", _("Activity"), link=True, width="flex-2"),
        Column("created_on", _("When"), kind="datetime", sort="created_on"),
        Column("place", _("Module"), width="flex-2"),
        Column("administrator_email", _("Operator"), kind="email", sort="administrator_email", width="flex-3"),
        Column("administrator_name", _("Name"), shown=False),
        Column("sub_module", _("Submodule"), kind="badge", shown=False),
        Column("information", _("Information"), width="flex-3"),
    ),
    actions=(
        Action(
            "export",
            _("Export"),
            Right.READ,
            operation="listOperatorLogs",
            icon="download",
            on="list",
            view=views.export,
        ),
    ),
    icon="history",
)
own_acts = replace(
    operator_log,
    name="signinghub-activity",
    title=_("My operator’s activity"),
    service=OwnActivities,
    search=_("Search this activity"),
    filters=None,
    saved=None,
    columns=tuple(
        replace(column, sort=column.sort if column.sort == "created_on" else "")
        for column in operator_log.columns
        if not column.name.startswith("administrator")
    ),
    actions=(),
)

urlpatterns = [
    path("operator-log/parts/searches/", log_searches_in_menu, name=SEARCHES.name),
    *screen_urls(log_searches, add=saved.add_search, detail=saved.show_search, edit=saved.edit_search),
    *screen_urls(operator_log, detail=views.show_entry),
    *screen_urls(own_acts, detail=views.show_entry),
]
