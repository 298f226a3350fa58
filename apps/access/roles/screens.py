"""The screens of roles; read-only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.access.roles import views
from apps.access.roles.service import Roles
from console.permissions import Area
from console.screens.resource import Column, Resource
from console.screens.urls import screen_urls

roles = Resource(
    name="roles",
    title=_("Roles"),
    noun=_("role"),
    area=Area.ROLES,
    service=Roles,
    search=_("Name or description"),
    default_sort="name",
    columns=(
        Column("name", _("Role"), link=True, sort="name", width="flex-2"),
        Column("description", _("Description"), width="flex-4"),
        Column("created_on", _("Created"), kind="date", sort="created_on", width="less"),
    ),
    template="access/roles",
    icon="shield-lock",
)

urlpatterns = screen_urls(roles, detail=views.show_role)
