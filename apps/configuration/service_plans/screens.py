"""The screens of service plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.configuration import dependencies
from apps.configuration.service_plans import views
from apps.configuration.service_plans.forms import AddPlanForm, ClonePlanForm, EditPlanForm, PlanFilters
from apps.configuration.service_plans.service import ServicePlans
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
from console.screens.urls import screen_urls

service_plans = Resource(
    name="service-plans",
    title=_("Service plans"),
    noun=_("service plan"),
    area=Area.SERVICE_PLANS,
    service=ServicePlans,
    search=_("Name"),
    default_sort="name",
    filters=PlanFilters,
    columns=(
        Column("name", _("Service plan"), link=True, sort="name", width="flex-2"),
        Column("type", _("Type"), kind="badge", sort="type"),
        Column("public", _("Public"), kind="yes_no", sort="public"),
        Column("deprecated", _("Deprecated"), kind="yes_no", sort="deprecated"),
        Column("start_date", _("Starts"), kind="date", sort="start_date"),
        Column("end_date", _("Ends"), kind="date", sort="end_date"),
        Column("created_on", _("Created"), kind="date", sort="created_on", width="less", shown=False),
    ),
    add_form=AddPlanForm,
    edit_form=EditPlanForm,
    deletable=True,
    delete_consequence=_("There is no way back. Deprecating it instead keeps it for those who have it."),
    actions=(
        Action(
            "clone",
            _("Clone"),
            Right.WRITE,
            operation="cloneServicePlan",
            form=ClonePlanForm,
            icon="copy",
            view=views.clone_plan,
        ),
        Action(
            "deprecate",
            _("Deprecate"),
            Right.WRITE,
            operation="updateServicePlan",
            verb="deprecate",
            question=_("Deprecate"),
            consequence=_("Nobody new gets this plan. Whoever has it keeps it, with everything it allows."),
            done=_("Service plan deprecated."),
            icon="archive",
            offered_unless=("deprecated",),
        ),
        Action(
            "offer",
            _("Offer again"),
            Right.WRITE,
            operation="updateServicePlan",
            verb="offer",
            question=_("Offer again:"),
            consequence=_("The plan can be given to people again."),
            done=_("Service plan offered again."),
            icon="check",
            offered_if=("deprecated",),
        ),
        Action(
            "compare",
            _("Compare two"),
            Right.READ,
            operation="getServicePlan",
            icon="git-compare",
            on="selection",
            view=views.compare_plans,
        ),
    ),
    icon="stack-2",
)

urlpatterns = [
    *screen_urls(service_plans, detail=views.show_plan, edit=views.edit_plan, delete=dependencies.delete),
    *dependencies.urls(service_plans),
]
