"""Every address of the console. No foreign URLconf is included: each third-party view stands here inside our mark."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("apps.accounts.urls")),
    path("", include("apps.access.urls")),
]
