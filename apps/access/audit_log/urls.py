"""The addresses of the audit, and of everybody's own part of it."""

from django.urls import path

from apps.access.audit_log import exporting, views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/", views.audit, name="audit-list"),
    path("audit/export/", exporting.export, name="audit-export"),
    path("audit/<str:pk>/", views.audit_entry, name="audit-detail"),
    path("profile/activity/", views.activity, name="own-activity-list"),
    path("profile/activity/<str:pk>/", views.own_entry, name="own-activity-detail"),
]
