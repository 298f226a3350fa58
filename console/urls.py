"""Every address of the console. No foreign URLconf is included: each third-party view stands here inside our mark."""

from django.urls import URLPattern, URLResolver, include, path

from console.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("accounts/", include("apps.accounts.urls")),
    path("find/", include("apps.accounts.find.urls")),
    path("billing/", include("apps.billing.urls")),
    path("configuration/", include("apps.configuration.urls")),
    path("", include("apps.reports.urls")),
    path("", include("apps.access.urls")),
]

handler400 = "console.failures.bad_request"
handler403 = "console.failures.forbidden_page"
handler404 = "console.failures.missing_page"
handler500 = "console.failures.crashed"
