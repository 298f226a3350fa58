"""The screens of instances. None is added here: an instance reports itself when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.configuration.instances.forms import EditInstanceForm
from apps.configuration.instances.parts import STATUS
from apps.configuration.instances.service import Instances
from console.permissions import Area
from console.screens.resource import Column, Resource
from console.screens.urls import screen_urls

instances = Resource(
    name="instances",
    title=_("Instances"),
    noun=_("instance"),
    area=Area.INSTANCES,
    service=Instances,
    search=_("Machine, address or type"),
    default_sort="machine_name",
    label=("machine_name", "service_address"),
    columns=(
        Column("machine_name", _("Machine"), link=True, sort="machine_name", width="flex-2"),
        Column("status", _("Status"), kind="status", part=STATUS.name),
        Column("type", _("Type"), sort="type"),
        Column("service_address", _("Service address"), width="flex-4"),
        Column("version", _("Version"), sort="version", kind="code"),
        Column("created_on", _("Created"), kind="date", sort="created_on", width="less"),
    ),
    edit_form=EditInstanceForm,
    deletable=True,
    delete_consequence=_(
        "Only the record goes: nothing is stopped or uninstalled, and an instance that still runs reports itself again"
        " when it starts next."
    ),
    template="configuration/instances",
    icon="server-2",
)

urlpatterns = screen_urls(instances)
