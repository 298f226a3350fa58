"""The screens of service agreements."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.configuration.service_agreements import views
from apps.configuration.service_agreements.forms import AgreementForm
from apps.configuration.service_agreements.service import ServiceAgreements
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
from console.screens.urls import screen_urls

service_agreements = Resource(
    name="service-agreements",
    title=_("Service agreements"),
    noun=_("service agreement"),
    area=Area.SERVICE_AGREEMENTS,
    service=ServiceAgreements,
    search=_("Name"),
    default_sort="-created_on",
    columns=(
        Column("name", _("Name"), link=True, sort="name", width="flex-3"),
        Column("active", _("Active"), kind="yes_no", sort="active"),
        Column("version_number", _("Version")),
        Column("created_on", _("Created"), kind="date", sort="created_on"),
    ),
    add_form=AgreementForm,
    edit_form=AgreementForm,
    deletable=True,
    delete_consequence=_(
        "There is no way back. If it is the one in force, the links to the terms and to the privacy policy vanish from"
        " SigningHub; where the global settings ask everybody to agree, SigningHub refuses."
    ),
    actions=(
        Action(
            "activate",
            _("Activate"),
            Right.WRITE,
            operation="updateServiceAgreement",
            verb="activate",
            question=_("Put in force:"),
            consequence=_(
                "Everybody has to agree again when they sign in next. The agreement that is in force now no longer is."
            ),
            done=_("The agreement is in force."),
            icon="check",
            offered_unless=("active",),
        ),
    ),
    template="configuration/service_agreements",
    icon="file-text",
)

urlpatterns = screen_urls(service_agreements, detail=views.show_agreement)
