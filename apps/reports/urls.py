"""The addresses of the dashboard and the reports."""

from django.urls import URLPattern, URLResolver, path

from apps.reports.dashboard import views as dashboard
from apps.reports.statistics import exporting
from apps.reports.statistics import views as statistics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("dashboard/licence/", dashboard.licence, name=dashboard.LICENCE.name),
    path("dashboard/quotas/", dashboard.quotas, name=dashboard.QUOTAS.name),
    path("dashboard/payments/", dashboard.payments, name=dashboard.PAYMENTS.name),
    path("dashboard/locked/", dashboard.locked, name=dashboard.LOCKED.name),
    path("dashboard/system/", dashboard.system, name=dashboard.SYSTEM.name),
    path("statistics/", statistics.overview, name="statistics"),
    path("statistics/parts/quota/", statistics.quota, name=statistics.QUOTA.name),
    path("statistics/parts/signatures/", statistics.signatures, name=statistics.SIGNATURES.name),
    path("statistics/parts/documents/", statistics.documents, name=statistics.DOCUMENTS.name),
    path("statistics/parts/registrations/", statistics.registrations, name=statistics.REGISTRATIONS.name),
    path("statistics/parts/revenue/", statistics.revenue, name=statistics.REVENUE.name),
    path("statistics/parts/plans/", statistics.plans, name=statistics.PLANS.name),
    path("statistics/parts/kinds/", statistics.kinds, name=statistics.KINDS.name),
    path("statistics/parts/statuses/", statistics.statuses, name=statistics.STATUSES.name),
    path("statistics/<slug:name>/", statistics.show_report, name="statistics-report"),
    path("statistics/<slug:name>/export/", exporting.export, name="statistics-export"),
]
