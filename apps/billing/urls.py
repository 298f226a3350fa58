"""The addresses of billing."""

from django.urls import URLPattern, URLResolver

from apps.billing.transactions.screens import urlpatterns as transactions

urlpatterns: list[URLPattern | URLResolver] = [*transactions]
