"""The screens of roles."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from apps.access.roles import views
from apps.access.roles.forms import AddRoleForm, EditRoleForm
from apps.access.roles.parts import HOLDERS
from apps.access.roles.service import Roles
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
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
    add_form=AddRoleForm,
    edit_form=EditRoleForm,
    deletable=True,
    actions=(
        Action(
            "copy",
            _("Copy"),
            Right.WRITE,
            operation="addRole",
            form=AddRoleForm,
            icon="copy",
            view=views.copy_role,
        ),
        Action(
            "compare",
            _("Compare two"),
            Right.READ,
            operation="getRole",
            icon="git-compare",
            on="selection",
            view=views.compare_roles,
        ),
    ),
    template="access/roles",
    icon="shield-lock",
)

urlpatterns = [
    path("roles/<int:pk>/parts/holders/", views.role_holders, name=HOLDERS.name),
    *screen_urls(roles, detail=views.show_role, add=views.add_role, edit=views.edit_role, delete=views.delete_role),
]
