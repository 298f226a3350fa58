"""The screens of connectors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.configuration import dependencies
from apps.configuration.connectors import views
from apps.configuration.connectors.forms import (
    AddConnectorForm,
    ConnectorFilters,
    EditConnectorForm,
    TestMessageForm,
)
from apps.configuration.connectors.service import Connectors
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
from console.screens.urls import screen_urls

connectors = Resource(
    name="connectors",
    title=_("Connectors"),
    noun=_("connector"),
    area=Area.CONNECTORS,
    service=Connectors,
    columns=(
        Column("name", _("Name"), link=True, sort="name", width="flex-2"),
        Column("provider", _("Provider"), sort="provider"),
        Column("purposes", _("Purpose"), kind="list", width="flex-2"),
        Column("status", _("Status"), kind="status", sort="status", width="state"),
        Column("created_on", _("Created"), kind="datetime", sort="created_on"),
        Column("for_adss", _("ADSS server"), kind="yes_no", shown=False),
        Column("identifier", _("Simplified name"), kind="code", shown=False),
    ),
    filters=ConnectorFilters,
    search=_("Name, provider"),
    default_sort="name",
    add_form=AddConnectorForm,
    edit_form=EditConnectorForm,
    deletable=True,
    delete_consequence=_("SigningHub no longer reaches what is behind it. Its secrets go, too; there is no way back."),
    actions=(
        Action(
            "send-test",
            _("Send a test message"),
            Right.WRITE,
            operation="sendMessage",
            verb="send_message",
            icon="mail-forward",
            form=TestMessageForm,
            offered_if=("sends_messages",),
            view=views.send_test,
        ),
        Action(
            "sp-metadata",
            _("Export SP metadata"),
            Right.READ,
            operation="exportSamlData",
            verb="sp_metadata",
            icon="download",
            offered_if=("by_saml",),
            view=views.export_metadata,
        ),
    ),
    icon="plug-connected",
)

urlpatterns = [
    *screen_urls(
        connectors,
        add=views.add_connector,
        detail=views.show_connector,
        edit=views.edit_connector,
        delete=dependencies.delete,
    ),
    *dependencies.urls(connectors),
]
