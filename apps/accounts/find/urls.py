"""The addresses of the box that finds things."""

from django.urls import URLPattern, URLResolver, path

from apps.accounts.find import views
from apps.accounts.find.accounts import PART

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.find, name="find"),
    path("accounts/", views.find_accounts, name=PART.name),
]
