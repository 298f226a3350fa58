"""The addresses of signing in and of a person's own things. allauth's views stand here one by one, inside our marks."""

from django.urls import URLPattern, URLResolver, path

from apps.access.sign_in import views as sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("signin/", sign_in.sign_in, name="sign-in"),
    path("signin/", sign_in.sign_in, name="account_login"),  # The name that allauth goes back to.
    path("signout/", sign_in.sign_out, name="sign-out"),
]
