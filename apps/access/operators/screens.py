"""The screens of operators."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from apps.access.operators import views
from apps.access.operators.forms import AddOperatorForm, EditOperatorForm, OperatorFilters
from apps.access.operators.service import Operators
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
from console.screens.urls import screen_urls

operators = Resource(
    name="operators",
    title=_("Operators"),
    noun=_("operator"),
    area=Area.OPERATORS,
    service=Operators,
    label=("name", "email"),
    search=_("Name, e-mail or role"),
    default_sort="name",
    filters=OperatorFilters,
    columns=(
        Column("name", _("Operator"), link=True, sort="name", width="flex-2"),
        Column("status", _("Status"), kind="status", sort="status", width="state"),
        Column("email", _("E-mail"), kind="email", sort="email", width="flex-3"),
        Column("role_name", _("Role"), width="flex-2"),
        Column("mobile_number", _("Mobile number"), kind="code", shown=False),
        Column("certificate_cn", _("Certificate"), sort="certificate_cn", shown=False),
        Column("created_on", _("Created"), kind="date", sort="created_on", width="less"),
    ),
    add_form=AddOperatorForm,
    edit_form=EditOperatorForm,
    deletable=True,
    delete_consequence=_("They cannot sign in to SigningHub any more, and their open sessions end."),
    actions=(
        Action(
            "disable",
            _("Disable"),
            Right.WRITE,
            operation="updateOperator",
            question=_("Disable"),
            consequence=_("They cannot sign in until somebody enables them again. Their open sessions end at once."),
            done=_("Operator disabled."),
            icon="ban",
            offered_unless=("inactive",),
            danger=True,
            view=views.disable_operator,
        ),
        Action(
            "enable",
            _("Enable"),
            Right.WRITE,
            operation="updateOperator",
            question=_("Enable"),
            consequence=_("They can sign in again, with everything that their role gives."),
            done=_("Operator enabled."),
            icon="check",
            offered_if=("inactive",),
            view=views.enable_operator,
        ),
    ),
    icon="user-shield",
)

urlpatterns = [
    path("operators/<int:pk>/certificate/", views.download_certificate, name="operators-certificate"),
    *screen_urls(
        operators,
        detail=views.show_operator,
        add=views.add_operator,
        edit=views.edit_operator,
        delete=views.delete_operator,
    ),
]
