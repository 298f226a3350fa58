"""The planted views in front of the console's own addresses, which the lock sends people to."""

from django.urls import include, path

urlpatterns = [path("", include("tests.every_screen.planted_urls")), path("", include("console.urls"))]
handler400 = "console.failures.bad_request"
handler403 = "console.failures.forbidden_page"
handler404 = "console.failures.missing_page"
handler500 = "console.failures.crashed"
