"""What the saved searches of every list have in common: columns, acts and sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from console.permissions import Area, Right
from console.screens.forms import ApiForm
from console.screens.resource import Action, Column, Resource, Text
from console.screens.saved import views
from console.screens.saved.service import SavedSearches


def saved_searches(
    name: str,
    *,
    area: Area,
    service: type[SavedSearches],
    add_form: type[ApiForm],
    edit_form: type[ApiForm],
    opening: Text,
    icon: str,
    delete_consequence: Text,
    route: str = "searches/",
    rights: tuple[tuple[str, Right], ...] = (),
) -> Resource:
    """The searches that SigningHub keeps for a list; `opening` and `icon` say what one of them shows."""
    return Resource(
        name=name,
        title=_("Saved searches"),
        noun=_("saved search"),
        area=area,
        service=service,
        rights=rights,
        route=route,
        label=("search_name",),
        search=_("Name or who saved it"),
        columns=(
            Column("search_name", _("Search"), link=True, sort="search_name", width="flex-2"),
            Column("asks", _("Asks for"), width="flex-4"),
            Column("operator_name", _("Saved by"), sort="operator_name", width="flex-1"),
            Column("default", _("Built in"), kind="yes_no"),
        ),
        add_form=add_form,
        edit_form=edit_form,
        deletable=True,
        delete_consequence=delete_consequence,
        changeable_if=("own",),
        fixed_because=_("This search is built into SigningHub: it can be opened, but neither edited nor deleted."),
        actions=(
            Action("open", opening, Right.READ, operation=service.get_operation, icon=icon, view=views.open_search),
        ),
        icon="bookmark",
    )
