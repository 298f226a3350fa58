"""The parts of a role's page."""

from django.utils.translation import gettext_lazy as _

from console.screens.parts import Part

HOLDERS = Part("role-holders", _("Who holds it"), page="roles-detail", operations=("listRoleOperators",), rows=2)
