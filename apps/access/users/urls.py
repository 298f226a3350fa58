"""The addresses of people, of the console's roles, and of the sessions."""

from django.urls import path

from apps.access import view_as
from apps.access.console_roles import views as console_roles
from apps.access.users import effective, links, open_sessions
from apps.access.users import views as people

urlpatterns = [
    path("profile/view-as/leave/", view_as.leave, name=view_as.LEAVE),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add-person"),
    path("people/roles/", console_roles.roles, name="console-roles"),
    path("people/roles/add/", console_roles.add_role, name="add-console-role"),
    path("people/roles/<int:pk>/", console_roles.role, name="console-role"),
    path("people/roles/<int:pk>/edit/", console_roles.edit_role, name="edit-console-role"),
    path("people/roles/<int:pk>/delete/", console_roles.delete_role, name="delete-console-role"),
    path("people/sessions/", open_sessions.sessions, name="sessions"),
    path("people/sessions/end/", open_sessions.end_session, name="end-session"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit_person, name="edit-person"),
    path("people/<int:pk>/off/", people.switch_off, name="switch-off-person"),
    path("people/<int:pk>/on/", people.switch_on, name="switch-on-person"),
    path("people/<int:pk>/delete/", people.delete_person, name="delete-person"),
    path("people/<int:pk>/factor/", people.forget_factor, name="forget-factor"),
    path("people/<int:pk>/link/", links.link, name="person-link"),
    path("people/<int:pk>/permissions/", effective.permissions, name="person-permissions"),
    path("people/<int:pk>/sessions/end/", open_sessions.end_all_sessions, name="end-person-sessions"),
    path("people/<int:pk>/view/", view_as.start, name="view-as"),
]
