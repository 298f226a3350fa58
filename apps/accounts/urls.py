"""The addresses of accounts and what belongs to them."""

from django.urls import URLPattern, URLResolver, path

from apps.accounts.accounts import history, parts
from apps.accounts.accounts.registering import existing
from apps.accounts.accounts.screens import urlpatterns as accounts
from apps.accounts.enterprises import views as enterprises
from apps.accounts.enterprises.screens import urlpatterns as enterprise_users
from apps.accounts.saved_searches.menu import account_searches_in_menu
from apps.accounts.saved_searches.parts import SEARCHES
from apps.accounts.saved_searches.screens import urlpatterns as saved_searches
from apps.accounts.signing_certificates.preview import few_certificates
from apps.accounts.signing_certificates.screens import urlpatterns as signing_certificates

urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprises/", enterprises.every_enterprise, name="enterprises-list"),
    path("enterprises/<int:pk>/", enterprises.show_enterprise, name="enterprises-detail"),
    path("enterprises/<int:pk>/parts/users/", enterprises.few_users, name=parts.ENTERPRISE_USERS.name),
    *enterprise_users,
    path("parts/searches/", account_searches_in_menu, name=SEARCHES.name),
    *saved_searches,
    path("add/existing/", existing, name="accounts-existing"),
    *accounts,
    path("<int:pk>/parts/certificates/", few_certificates, name=parts.CERTIFICATES.name),
    path("<int:pk>/parts/activity/", history.few_activities, name=parts.ACTIVITY.name),
    path("<int:pk>/parts/alerts/", history.few_alerts, name=parts.ALERTS.name),
    path("<int:pk>/parts/payments/", history.few_payments, name=parts.PAYMENTS.name),
    *signing_certificates,
]
