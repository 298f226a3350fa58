"""The searches of the operator log that SigningHub keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.access.operator_log.forms import LOG, AddSearchForm, EditSearchForm
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.parts import Part
from console.screens.saved import views
from console.screens.saved.resource import saved_searches
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


log_searches = saved_searches(
    "operator-log-searches",
    area=Area.LOGS,
    service=LogSearches,
    # SigningHub asks only for the right to read the log; to delete a search, for that to delete.
    rights=(("add", Right.READ), ("edit", Right.READ)),
    route="operator-log/searches/",
    add_form=AddSearchForm,
    edit_form=EditSearchForm,
    opening=_("Show the entries"),
    icon="history",
    delete_consequence=_("Only the search goes, no entry of the log. Nobody can bring it back."),
)


@requires(Area.LOGS, Right.READ)
@SEARCHES.shows("screens/saved/searches.html")
def log_searches_in_menu(request: ConsoleRequest) -> Mapping[str, Any]:
    """Get Operator Log Searches, each as a view of the log."""
    return views.searches_in_menu(request, log_searches)
