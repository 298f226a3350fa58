"""The searches of the operator log that SigningHub keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.access.operator_log.forms import LOG, AddSearchForm, EditSearchForm
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.parts import Part
from console.screens.resource import Action, Column, Resource
from console.screens.saved import views
from console.screens.saved.service import SavedSearches

SEARCHES = Part(
    "operator-log-searches-menu",
    _("Saved searches"),
    page="operator-log-list",
    operations=("listOperatorLogSearches",),
    frame="screens/saved/menu.html",
)


class LogSearches(SavedSearches):
    """Calls on the saved searches of the operator log."""

    criteria = LOG
    within = "criteria"
    list_operation = "listOperatorLogSearches"
    # SigningHub gives them only all together.
    get_operation = "listOperatorLogSearches"
    add_operation = "addOperatorLogSearch"
    update_operation = "updateOperatorLogSearch"
    delete_operation = "deleteOperatorLogSearch"


log_searches = Resource(
    name="operator-log-searches",
    title=_("Saved searches"),
    noun=_("saved search"),
    area=Area.LOGS,
    service=LogSearches,
    # SigningHub asks only for the right to read the log; to delete a search, for that to delete.
    rights=(("add", Right.READ), ("edit", Right.READ)),
    route="operator-log/searches/",
    label=("search_name",),
    search=_("Name or who saved it"),
    columns=(
        Column("search_name", _("Search"), link=True, sort="search_name", width="flex-2"),
        Column("asks", _("Asks for"), width="flex-4"),
        Column("operator_name", _("Saved by"), sort="operator_name", width="flex-1"),
        Column("default", _("Built in"), kind="yes_no"),
    ),
    add_form=AddSearchForm,
    edit_form=EditSearchForm,
    deletable=True,
    delete_consequence=_("Only the search goes, no entry of the log. Nobody can bring it back."),
    changeable_if=("own",),
    fixed_because=_("This search is built into SigningHub: it can be opened, but neither edited nor deleted."),
    actions=(
        Action(
            "open",
            _("Show the entries"),
            Right.READ,
            operation="listOperatorLogSearches",
            icon="history",
            view=views.open_search,
        ),
    ),
    icon="bookmark",
)


@requires(Area.LOGS, Right.READ)
@SEARCHES.shows("screens/saved/searches.html")
def log_searches_in_menu(request: ConsoleRequest) -> Mapping[str, Any]:
    """Get Operator Log Searches, each as a view of the log."""
    return views.searches_in_menu(request, log_searches)
