"""The screens of Power BI workspaces."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from apps.reports.advanced import enterprises, viewer, workspace
from apps.reports.advanced.parts import REPORTS
from apps.reports.advanced.service import Workspaces
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
from console.screens.urls import screen_urls

workspaces = Resource(
    name="advanced-reports",
    title=_("Advanced reports"),
    noun=_("workspace"),
    area=Area.ADVANCED_REPORTS,
    service=Workspaces,
    route="reports/advanced/",
    search=_("Name of the workspace"),
    columns=(
        Column("name", _("Workspace"), link=True, sort="name", width="flex-3"),
        Column("id", _("Power BI ID"), kind="code", width="flex-3"),
    ),
    actions=(
        Action(
            "assign",
            _("Give to an enterprise"),
            Right.WRITE,
            operation="updateWorkspace",
            icon="building",
            view=enterprises.assign,
        ),
        Action(
            "unassign",
            _("Take from an enterprise"),
            Right.WRITE,
            operation="updateWorkspace",
            icon="ban",
            danger=True,
            view=enterprises.unassign,
        ),
    ),
    icon="report-analytics",
    key="str",
)

urlpatterns = [
    *screen_urls(workspaces, detail=workspace.show_workspace),
    path("reports/advanced/<str:pk>/reports/", workspace.reports_of, name=REPORTS.name),
    path("reports/advanced/<str:pk>/reports/<str:report>/", viewer.show_report, name="power-bi-report"),
    path("reports/advanced/<str:pk>/reports/<str:report>/token/", viewer.hand_token, name="power-bi-token"),
]
