"""The addresses of the vault's credentials."""

from django.urls import path

from apps.access.credentials import changing
from apps.access.credentials import views as credentials

urlpatterns = [
    path("credentials/", credentials.credentials, name="credentials"),
    path("credentials/add/", credentials.add_credential, name="add-credential"),
    path("credentials/<int:pk>/", credentials.credential, name="credential"),
    path("credentials/<int:pk>/try/", credentials.try_credential, name="try-credential"),
    path("credentials/<int:pk>/replace/", changing.replace, name="replace-credential"),
    path("credentials/<int:pk>/back/", changing.go_back, name="go-back-credential"),
    path("credentials/<int:pk>/seal/", credentials.seal, name="seal-credential"),
    path("credentials/<int:pk>/unseal/", credentials.unseal, name="unseal-credential"),
    path("credentials/<int:pk>/delete/", credentials.delete, name="delete-credential"),
]
