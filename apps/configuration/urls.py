"""The addresses of SigningHub's configuration."""

from django.urls import URLPattern, URLResolver, include, path

from apps.configuration.branding import parts as branding_parts
from apps.configuration.branding import views as branding
from apps.configuration.connectors.screens import urlpatterns as connectors
from apps.configuration.instances import parts as instance_parts
from apps.configuration.instances.screens import urlpatterns as instances
from apps.configuration.integrations import secret as client_secret
from apps.configuration.integrations.screens import urlpatterns as integrations
from apps.configuration.license import views as license_
from apps.configuration.license.download import download as download_license
from apps.configuration.license.upload import upload as upload_license
from apps.configuration.picture_forms import show_picture
from apps.configuration.profiles.overview import urlpatterns as profiles_overview
from apps.configuration.profiles.screens import urlpatterns as profiles
from apps.configuration.service_agreements.screens import urlpatterns as service_agreements
from apps.configuration.service_agreements.views import preview as agreement_preview
from apps.configuration.settings import views as settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("instances/<int:pk>/status/", instance_parts.status, name=instance_parts.STATUS.name),
    *instances,
    *integrations,
    path("integrations/<int:pk>/secret/", client_secret.show_secret, name="integrations-secret"),
    path("service-agreements/preview/", agreement_preview, name="service-agreements-preview"),
    *service_agreements,
    path("settings/", settings.show_settings, name="settings"),
    path("settings/<str:slug>/", settings.change_section, name="settings-section"),
    path("branding/", branding.show_branding, name="branding-list"),
    path("branding/edit/", branding.edit_branding, name="branding-edit"),
    path("branding/reset/", branding.reset_branding, name="branding-reset"),
    path("picture/", show_picture, name="configuration-picture"),
    path("branding/logos/", branding_parts.logos, name=branding_parts.LOGOS.name),
    path("branding/appearances/", branding_parts.appearances, name=branding_parts.APPEARANCES.name),
    path("license/", license_.show_license, name="license"),
    path("license/download/", download_license, name="license-download"),
    path("license/upload/", upload_license, name="license-upload"),
    path("license/allowances/", license_.allowances, name=license_.ALLOWANCES.name),
    path("license/validity/", license_.validity, name=license_.VALIDITY.name),
    path("license/facts/", license_.facts, name=license_.FACTS.name),
    *connectors,
    *profiles_overview,
    *profiles,
    path("", include("apps.configuration.service_plans.screens")),
]
