"""The part of a workspace's page that loads by itself."""

from django.utils.translation import gettext_lazy as _

from console.screens.parts import Part

REPORTS = Part(
    "power-bi-reports", _("Reports"), page="advanced-reports-detail", operations=("listPowerBiReports",), rows=4
)
