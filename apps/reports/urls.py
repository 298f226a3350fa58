"""The addresses of the dashboard and the reports."""

from django.urls import URLPattern, URLResolver, path

from apps.reports.advanced.screens import urlpatterns as advanced
from apps.reports.dashboard import views as dashboard
from apps.reports.statistics import exporting
from apps.reports.statistics import views as statistics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("dashboard/licence/", dashboard.licence, name=dashboard.LICENCE.name),
    path("dashboard/quotas/", dashboard.quotas, name=dashboard.QUOTAS.name),
    path("dashboard/payments/", dashboard.payments, name=dashboard.PAYMENTS.name),
    path("dashboard/locked/", dashboard.locked, name=dashboard.LOCKED.name),
    path("dashboard/signatures/", dashboard.signatures, name=dashboard.SIGNATURES.name),
    path("dashboard/system/", dashboard.system, name=dashboard.SYSTEM.name),
    *advanced,
    path("statistics/", statistics.overview, name="statistics"),
    path("statistics-overview/quota/", statistics.quota, name=statistics.QUOTA.name),
    path("statistics-overview/signatures/", statistics.signatures, name=statistics.SIGNATURES.name),
    path("statistics-overview/documents/", statistics.documents, name=statistics.DOCUMENTS.name),
    path("statistics-overview/registrations/", statistics.registrations, name=statistics.REGISTRATIONS.name),
    path("statistics-overview/revenue/", statistics.revenue, name=statistics.REVENUE.name),
    path("statistics-overview/plans/", statistics.plans, name=statistics.PLANS.name),
    path("statistics-overview/kinds/", statistics.kinds, name=statistics.KINDS.name),
    path("statistics-overview/statuses/", statistics.statuses, name=statistics.STATUSES.name),
    path("statistics/<slug:name>/", statistics.show_report, name="statistics-report"),
    path("statistics/<slug:name>/export/", exporting.export, name="statistics-export"),
]
