"""The addresses of environments."""

from django.urls import path

from apps.access.environments import editing, views

urlpatterns = [
    path("environments/", views.show_environments, name="environments"),
    path("environments/add/", editing.add_environment, name="add-environment"),
    path("environments/<slug:name>/edit/", editing.edit_environment, name="edit-environment"),
    path("environments/<slug:name>/", views.show_environment, name="environment"),
    path("environments/<slug:name>/checks/", views.check_environment, name="check-environment"),
    path("environments/<slug:name>/right/", views.put_right, name="put-right-environment"),
]
