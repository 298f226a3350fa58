"""The addresses of SigningHub's configuration."""

from django.urls import URLPattern, URLResolver, include, path

from apps.configuration.license import views as license_

urlpatterns: list[URLPattern | URLResolver] = [
    path("license/", license_.show_license, name="license"),
    path("license/allowances/", license_.allowances, name=license_.ALLOWANCES.name),
    path("license/validity/", license_.validity, name=license_.VALIDITY.name),
    path("license/facts/", license_.facts, name=license_.FACTS.name),
    path("", include("apps.configuration.service_plans.screens")),
]
