"""The addresses of accounts and what belongs to them."""

from django.urls import URLPattern, URLResolver

from apps.accounts.accounts.screens import urlpatterns as accounts

urlpatterns: list[URLPattern | URLResolver] = [*accounts]
