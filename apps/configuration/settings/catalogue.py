"""The global settings that SigningHub's manuals name: what they are called, what they do, and what can go wrong.

The names are those of the user API where it has one, and in its spelling where it has none; a server that spells one
otherwise is recognised by the contract's `x-names`. Settings that stand here and that a SigningHub does not have are
not shown; those that it has and that do not stand here are shown under their own names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Kind(Enum):
    """Which control suits a setting."""

    TEXT = "text"
    ADDRESS = "address"
    EMAIL = "email"
    NUMBER = "number"
    FLAG = "flag"
    LINES = "lines"
    COUNTRY = "listCountries"
    LANGUAGE = "listLanguages"
    TIME_ZONE = "listTimeZones"
    PLAN = "listBasicServicePlans"
    CONNECTOR = "listBasicConnectors"


LOCKS_OUT = _("A wrong value here can lock people out, you among them.")
NEEDS_RESTART = _("It takes effect once SigningHub Core was restarted in IIS.")


@dataclass(frozen=True)
class Setting:
    """One setting. `usual` is what a fresh SigningHub has, as its manual says; `consequence` is shown before a change
    is saved."""

    name: str
    title: Text
    kind: Kind = Kind.TEXT
    help: Text = ""
    usual: str = ""
    consequence: Text = ""


@dataclass(frozen=True)
class Section:
    """Settings that are saved together. `name` is the section's own, whose spelling does not count."""

    name: str
    title: Text
    settings: tuple[Setting, ...]


SECTIONS = (
    Section(
        "general",
        _("General"),
        (
            Setting("installation_name", _("Installation name")),
            Setting("company_name", _("Company name")),
            Setting("admin_address", _("Admin address (public)"), Kind.ADDRESS, consequence=LOCKS_OUT),
            Setting("web_address", _("Web address (public)"), Kind.ADDRESS, consequence=LOCKS_OUT),
            Setting("api_address", _("Web API address (public)"), Kind.ADDRESS, consequence=LOCKS_OUT),
            Setting("mobile_web_address", _("Mobile web address"), Kind.ADDRESS, consequence=LOCKS_OUT),
            Setting("core_address", _("Core address"), Kind.ADDRESS, consequence=NEEDS_RESTART),
            Setting(
                "create_account_webpage", _("Page to create an account"), help=_("None hides the link to register.")
            ),
            Setting("privacy_policy_webpage", _("Page of the privacy policy"), Kind.ADDRESS),
            Setting("term_of_services_webpage", _("Page of the terms of service"), Kind.ADDRESS),
            Setting(
                "ensure_terms_agreed",
                _("Everybody has to agree to the terms and the privacy policy"),
                Kind.FLAG,
                _("An active service agreement is needed then."),
                consequence=_("Switched on, everybody is asked to agree when they sign in next."),
            ),
            Setting("allow_national_id", _("National IDs are allowed"), Kind.FLAG),
            Setting("data_archiving", _("Data archiving"), Kind.FLAG, _("The licence has to include it, too.")),
            Setting("google_play_store_url", _("Address of the app at Google Play"), Kind.ADDRESS),
            Setting("apple_app_store_url", _("Address of the app at the App Store"), Kind.ADDRESS),
            Setting("allow_marketing_emails", _("Marketing e-mails are allowed"), Kind.FLAG),
        ),
    ),
    Section(
        "service_plan",
        _("Default service plans"),
        (
            Setting("default_individual_service_plan", _("For individuals"), Kind.PLAN),
            Setting("default_enterprise_service_plan", _("For enterprises"), Kind.PLAN),
            Setting("default_esigning_service_plan", _("For e-signing users"), Kind.PLAN),
        ),
    ),
    Section(
        "default_locale",
        _("Default locale"),
        (
            Setting("default_country", _("Country"), Kind.COUNTRY),
            Setting("allow_changing_country", _("People may change their country"), Kind.FLAG),
            Setting("default_timezone", _("Time zone"), Kind.TIME_ZONE),
            Setting("allow_changing_timezone", _("People may change their time zone"), Kind.FLAG),
            Setting("default_language", _("Language"), Kind.LANGUAGE),
            Setting("allow_changing_language", _("People may change their language"), Kind.FLAG),
        ),
    ),
    Section(
        "session_and_links_expiry_time",
        _("Sessions and links"),
        (
            Setting(
                "session_timeout",
                _("Session of a person (minutes)"),
                Kind.NUMBER,
                _("They are asked 15 seconds before its end whether to stay."),
            ),
            Setting(
                "concurrent_session_limit",
                _("Sessions of one person at a time"),
                Kind.NUMBER,
                _("5 at most."),
                usual="5",
            ),
            Setting("registration_link_expiry", _("Links to register and invitations (minutes)"), Kind.NUMBER),
            Setting(
                "forgot_password_link_expiry",
                _("Links for a new password, or to delete (minutes)"),
                Kind.NUMBER,
            ),
            Setting(
                "access_token_expiry",
                _("Access tokens (seconds)"),
                Kind.NUMBER,
                consequence=_("Every program that uses the API is bound by it, this console among them."),
            ),
        ),
    ),
    Section(
        "default_connectors",
        _("Default connectors"),
        (
            Setting(
                "default_email_gateway",
                _("E-mail gateway"),
                Kind.CONNECTOR,
                _("A service plan with its own mail server falls back to it."),
                consequence=_("A gateway that does not work keeps e-mails with links and passwords from everybody."),
            ),
            Setting("default_sms_gateway", _("SMS gateway"), Kind.CONNECTOR),
            Setting("default_cloud_drives", _("Cloud drives"), Kind.LINES, _("One a line.")),
            Setting("geoip_connector", _("Place of an IP address"), Kind.CONNECTOR),
            Setting("captcha_connector", _("Captcha"), Kind.CONNECTOR),
            Setting("push_connector", _("Push notifications"), Kind.CONNECTOR),
        ),
    ),
    Section(
        "alerts",
        _("Alerts"),
        (
            Setting("support_email", _("E-mail of the support"), Kind.EMAIL),
            Setting("system_error_email", _("System errors go to"), Kind.EMAIL),
            Setting("system_error_email_subject", _("Subject of e-mails on system errors")),
            Setting("error_notification_timeout", _("An error is shown for (seconds)"), Kind.NUMBER),
            Setting("notify_certificate_events", _("People are told about their certificates"), Kind.FLAG),
        ),
    ),
    Section(
        "default_password_policy",
        _("Default password policy"),
        (
            Setting(
                "minimum_length",
                _("Shortest password (characters)"),
                Kind.NUMBER,
                _("An enterprise’s own policy goes before this one."),
            ),
            Setting("include_numbers", _("At least one digit"), Kind.FLAG),
            Setting("include_uppercase", _("At least one capital letter"), Kind.FLAG),
            Setting("include_special_characters", _("At least one special character"), Kind.FLAG),
            Setting("must_change_password", _("New people change their password when they sign in next"), Kind.FLAG),
        ),
    ),
    Section(
        "license_alert_settings",
        _("Licence alerts"),
        (
            Setting("license_alert_email", _("Alerts go to"), Kind.EMAIL),
            Setting("license_expiry_alert_days", _("Days before the licence ends"), Kind.NUMBER, usual="30"),
            Setting("remaining_signatures_alert", _("Signatures left"), Kind.NUMBER),
            Setting("remaining_simple_signatures_alert", _("Simple electronic signatures left"), Kind.NUMBER),
        ),
    ),
    Section(
        "bulk_actions",
        _("Bulk actions"),
        (
            Setting("bulk_sign_limit", _("Most documents signed at once"), Kind.NUMBER),
            Setting("bulk_share_limit", _("Most documents shared at once"), Kind.NUMBER),
        ),
    ),
    Section(
        "core_settings",
        _("Core settings"),
        (
            Setting(
                "email_retry_count",
                _("E-mails are tried again (times)"),
                Kind.NUMBER,
                _("After 20 minutes first, then every hour."),
                consequence=NEEDS_RESTART,
            ),
            Setting(
                "failed_requests_retry_count",
                _("Failed requests are tried again (times)"),
                Kind.NUMBER,
                _("Every 6 hours."),
                consequence=NEEDS_RESTART,
            ),
            Setting(
                "read_notifications_deletion_duration",
                _("Read notifications are kept (days)"),
                Kind.NUMBER,
                consequence=NEEDS_RESTART,
            ),
        ),
    ),
    Section(
        "analytics_tracking_codes",
        _("Tracking codes"),
        (
            Setting("google_analytics_mobile_web", _("Tracking code of Google")),
            Setting("bing_analytics_mobile_web", _("Tracking code of Bing")),
        ),
    ),
    Section(
        "content_security_policy",
        _("Content security policy"),
        (
            Setting(
                "web_csp_sources",
                _("Sources for the web"),
                help=_("Separated by blanks."),
                consequence=_("What the pages load from elsewhere stops working where it is not named here."),
            ),
            Setting(
                "admin_csp_sources", _("Sources for the admin"), help=_("Separated by blanks."), consequence=LOCKS_OUT
            ),
        ),
    ),
)
