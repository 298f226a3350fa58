"""The screens of system integrations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.configuration.integrations import views
from apps.configuration.integrations.forms import AddIntegrationForm, IntegrationForm
from apps.configuration.integrations.service import Integrations
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
from console.screens.urls import screen_urls

integrations = Resource(
    name="integrations",
    title=_("Integrations"),
    noun=_("integration"),
    area=Area.INTEGRATIONS,
    service=Integrations,
    search=_("Client ID"),
    default_sort="-CREATED_ON",
    label=("client_id",),
    columns=(
        Column("client_id", _("Client ID"), link=True, sort="CLIENT_ID", width="flex-2"),
        Column("expiry", _("Expiry"), kind="expiry"),
        Column("active", _("Active"), kind="yes_no", sort="ACTIVE"),
        Column("validity", _("Valid for")),
        Column("valid_from", _("Valid from"), kind="date", shown=False),
        Column("valid_to", _("Valid until"), kind="date"),
        Column("used_by", _("Used by")),
        Column("created_on", _("Created"), kind="date", sort="CREATED_ON"),
    ),
    add_form=AddIntegrationForm,
    edit_form=IntegrationForm,
    deletable=True,
    delete_consequence=_("Every program that uses this client is refused from then on. There is no way back."),
    actions=(
        Action(
            "new-secret",
            _("New client secret"),
            Right.WRITE,
            operation="createClientSecret",
            question=_("Make a new client secret for"),
            consequence=_(
                "The secret it has now no longer counts: every program that uses this client is refused until it is"
                " told the new one. The new one is shown once."
            ),
            done=_("New client secret made."),
            icon="key",
            danger=True,
            view=views.new_secret,
        ),
    ),
    icon="key",
)

urlpatterns = screen_urls(
    integrations, add=views.add_integration, edit=views.edit_integration, delete=views.delete_integration
)
