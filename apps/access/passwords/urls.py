"""The addresses of password recovery."""

from django.urls import path

from apps.access.passwords import views

urlpatterns = [
    path("passwords/", views.every_credential, name="passwords"),
    path("passwords/<int:pk>/", views.one_credential, name="password-recovery"),
    path("passwords/<int:pk>/mail/", views.ask_for_mail, name="password-mail"),
    path("passwords/<int:pk>/link/", views.check_link, name="password-link"),
    path("passwords/<int:pk>/reset/", views.reset, name="password-reset"),
    path("passwords/<int:pk>/first/", views.set_first, name="password-first"),
    path("passwords/<int:pk>/resolve/", views.resolve, name="password-resolve"),
]
