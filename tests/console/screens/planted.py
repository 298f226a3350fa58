"""A resource that shows every screen of the machine: roles, with add, edit, delete and an act on a record."""

from django import forms
from django.urls import include, path

from apps.access.roles.service import Roles
from console.permissions import Area, Right
from console.screens.forms import ApiForm, Secret
from console.screens.resource import Action, Column, Resource
from console.screens.urls import screen_urls


class PlantedRoles(Roles):
    add_operation = "addRole"
    update_operation = "updateRole"
    delete_operation = "deleteRole"

    def touch(self, pk):
        """Get Role by ID."""
        return self.get(pk)


class RoleForm(ApiForm):
    name = forms.CharField(label="Name")
    description = forms.CharField(label="Description", widget=forms.Textarea)


class SecretForm(RoleForm):
    # Only the widget makes a field a secret; the body's property is an ordinary one here.
    description = Secret(label="Pass phrase")


class NewRoleForm(RoleForm):
    role_detail = forms.JSONField(label="Rights")


planted = Resource(
    name="planted",
    title="Planted roles",
    noun="role",
    area=Area.ROLES,
    service=PlantedRoles,
    columns=(Column("name", "Role", link=True), Column("description", "Description")),
    add_form=NewRoleForm,
    edit_form=RoleForm,
    deletable=True,
    actions=(Action("touch", "Touch role", Right.WRITE, "getRole", verb="touch", done="Touched."),),
)

secretive = Resource(
    name="secretive",
    title="Secretive roles",
    noun="role",
    area=Area.ROLES,
    service=PlantedRoles,
    columns=(Column("name", "Role", link=True),),
    edit_form=SecretForm,
)

unmapped = Resource(
    name="unmapped",
    title="Unmapped",
    noun="thing",
    area=Area.ROLES,
    service=type("Nothing", (Roles,), {"list_operation": "listNothing", "get_operation": "getNothing"}),
    columns=(Column("name", "Name"),),
)

urlpatterns = [
    *screen_urls(planted),
    *screen_urls(secretive),
    *screen_urls(unmapped),
    path("", include("console.urls")),
]
