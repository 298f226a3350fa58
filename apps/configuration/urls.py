"""The addresses of SigningHub's configuration."""

from django.urls import URLPattern, URLResolver, path

from apps.configuration.connectors.screens import urlpatterns as connectors
from apps.configuration.license import views as license_
from apps.configuration.profiles.overview import urlpatterns as profiles_overview
from apps.configuration.profiles.screens import urlpatterns as profiles

urlpatterns: list[URLPattern | URLResolver] = [
    path("license/", license_.show_license, name="license"),
    path("license/allowances/", license_.allowances, name=license_.ALLOWANCES.name),
    path("license/validity/", license_.validity, name=license_.VALIDITY.name),
    path("license/facts/", license_.facts, name=license_.FACTS.name),
    *connectors,
    *profiles_overview,
    *profiles,
]
