"""The addresses of billing."""

from django.urls import URLPattern, URLResolver, path

from apps.billing.billings.screens import urlpatterns as billings
from apps.billing.saved_searches.parts import SEARCHES
from apps.billing.saved_searches.screens import billing_searches_in_menu
from apps.billing.saved_searches.screens import urlpatterns as saved_searches
from apps.billing.transactions.screens import urlpatterns as transactions

urlpatterns: list[URLPattern | URLResolver] = [
    path("parts/searches/", billing_searches_in_menu, name=SEARCHES.name),
    *saved_searches,
    *billings,
    *transactions,
]
