"""The addresses of signing in and of a person's own things. allauth's views stand here one by one, inside our marks."""

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import reauthenticate as mfa_reauthenticate
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, path

from apps.access.audit_log.urls import urlpatterns as audit_log
from apps.access.credentials.urls import urlpatterns as credentials
from apps.access.enrolment.views import enrol
from apps.access.environments.urls import urlpatterns as environments
from apps.access.operator_log.screens import urlpatterns as operator_log
from apps.access.operators.screens import urlpatterns as operators
from apps.access.passwords.urls import urlpatterns as passwords
from apps.access.profile import views as profile
from apps.access.profile.language import choose_language
from apps.access.profile.signinghub import urlpatterns as signinghub
from apps.access.roles.screens import urlpatterns as roles
from apps.access.sign_in import views as sign_in
from apps.access.sign_in.factor import factor, first_factor, own_factor, own_factor_removal, step_up
from apps.access.sign_in.new_password import new_password
from apps.access.users.urls import urlpatterns as people

# Names beginning with account_ and mfa_ are those that allauth's own code goes to.
urlpatterns: list[URLPattern | URLResolver] = [
    path("signin/", sign_in.sign_in, name="sign-in"),
    path("signin/", sign_in.sign_in, name="account_login"),
    path("signin/factor/", factor, name="factor"),
    path("signin/factor/", factor, name="mfa_authenticate"),
    path("signin/factor/authenticator/", first_factor(totp.activate_totp), name="first-authenticator"),
    path("signin/factor/passkey/", first_factor(passkeys.add_webauthn), name="first-passkey"),
    path("signin/new-password/", new_password, name="new-password"),
    path("signin/again/", step_up(reauthenticate), name="account_reauthenticate"),
    path("signin/again/code/", step_up(mfa_reauthenticate), name="mfa_reauthenticate"),
    path("signin/again/passkey/", step_up(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("enrol/<str:token>/", enrol, name="enrol"),
    path("language/", choose_language, name="choose-language"),
    path("signout/", sign_in.sign_out, name="sign-out"),
    path("profile/", profile.profile, name="profile"),
    path("profile/", profile.profile, name="mfa_index"),
    path("profile/password/", profile.change_password, name="change-password"),
    *signinghub,
    path("profile/sessions/end/", profile.end_other_sessions, name="end-other-sessions"),
    path("profile/authenticator/", own_factor(totp.activate_totp), name="mfa_activate_totp"),
    path("profile/authenticator/remove/", own_factor_removal(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("profile/passkeys/", own_factor(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("profile/passkeys/add/", own_factor(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("profile/passkeys/<int:pk>/", own_factor(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("profile/passkeys/<int:pk>/remove/", own_factor_removal(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("profile/codes/", own_factor(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("profile/codes/new/", own_factor(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    *credentials,
    *people,
    *audit_log,
    *operators,
    *operator_log,
    *passwords,
    *roles,
    *environments,
]
