"""The addresses of the dashboard and the reports."""

from django.urls import URLPattern, URLResolver, path

from apps.reports.advanced.screens import urlpatterns as advanced
from apps.reports.dashboard import views as dashboard

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("dashboard/licence/", dashboard.licence, name=dashboard.LICENCE.name),
    path("dashboard/quotas/", dashboard.quotas, name=dashboard.QUOTAS.name),
    path("dashboard/payments/", dashboard.payments, name=dashboard.PAYMENTS.name),
    path("dashboard/locked/", dashboard.locked, name=dashboard.LOCKED.name),
    path("dashboard/system/", dashboard.system, name=dashboard.SYSTEM.name),
    *advanced,
]
