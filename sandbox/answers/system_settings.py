"""The global settings: sections of attributes, of which some stand in no manual."""

from __future__ import annotations

import copy
from typing import Any

from sandbox.answering import Call, Json, answers, invalid
from sandbox.world import World

Section = dict[str, Any]
MASK = "********"
# The names of the user API's global configuration where it has one; the others are made up in its spelling.
_FIRST: dict[str, Section] = {
    "General": {
        "installation_name": "SigningHub (sandbox)",
        "company_name": "Contoso Trust & Söhne",
        "admin_address": "https://admin.signinghub.example",
        "web_address": "https://sign.signinghub.example",
        "api_address": "https://api.signinghub.example",
        "mobile_web_address": "https://m.signinghub.example",
        "core_address": "http://sh-core-01.signinghub.example:8449",
        "create_account_webpage": "https://contoso.example/register",
        "privacy_policy_webpage": "",
        "term_of_services_webpage": "",
        "ensure_terms_agreed": True,
        "allow_national_id": False,
        "data_archiving": False,
    },
    "Service Plan": {
        "default_individual_service_plan": "Individual Trial",
        "default_enterprise_service_plan": "Enterprise Basic",
        "default_esigning_service_plan": None,
    },
    "Default Locale": {
        "default_country": "Germany",
        "allow_changing_country": True,
        "default_timezone": "W. Europe Standard Time",
        "allow_changing_timezone": True,
        "default_language": "en-US",
        "allow_changing_language": True,
    },
    "Session and Links Expiry Time": {
        "session_timeout": 20,
        "concurrent_session_limit": 5,
        "registration_link_expiry": 4320,
        "forgot_password_link_expiry": 60,
        "access_token_expiry": 86400,
    },
    "Default Connectors": {
        "default_email_gateway": "SMTP relay",
        "default_sms_gateway": "Clickatell",
        "default_cloud_drives": ["Google Drive", "OneDrive"],
        "geoip_connector": None,
        "captcha_connector": "reCAPTCHA",
        "push_connector": None,
    },
    "Alerts": {
        "support_email": "support@contoso.example",
        "system_error_email": "it@contoso.example",
        "system_error_email_subject": "SigningHub error",
        "error_notification_timeout": 5,
        "notify_certificate_events": "True",
    },
    "Default Password Policy": {
        "minimum_length": "8",
        "include_numbers": 1,
        "include_uppercase": True,
        "include_special_characters": False,
        "must_change_password": True,
    },
    "License Alert Settings": {
        "license_alert_email": "licences@contoso.example",
        "license_expiry_alert_days": 30,
        "remaining_signatures_alert": 1000,
    },
    "Bulk Actions": {"bulk_sign_limit": 100, "bulk_share_limit": 100},
    "Core Settings": {
        "email_retry_count": 5,
        "failed_requests_retry_count": 3,
        "read_notifications_deletion_duration": 90,
    },
    "Analytics Tracking Codes": {
        "google_analytics_web": "",
        "google_analytics_mobile_web": "",
        "bing_analytics_web": "",
    },
    "Content Security Policy": {"web_csp_sources": "https://cdn.contoso.example", "admin_csp_sources": ""},
    # Parts of the vendor's own pages that the API's guide does not name.
    "Redis": {
        "redis_endpoint": "redis-01.signinghub.example:6379",
        "redis_password": MASK,
        "x_pool": {"size": 16, "hosts": [{"name": "redis-01", "weight": 3}], "tls": True},
    },
    "إعدادات <b>خاصة</b>": {"x_greeting": 'مرحبًا "world" {{7*7}}', "x_flags": [1, None, {"a": "b"}]},
}


def first_settings() -> dict[str, Section]:
    """The settings as a fresh sandbox has them, by section."""
    return copy.deepcopy(_FIRST)


def is_on(world: World, name: str) -> bool:
    """Whether a setting of any section is on."""
    return any(section.get(name) is True for section in _sections(world).values())


@answers("getSystemSettings")
def get_system_settings(call: Call) -> Json:
    """Every section with its attributes; secrets are masked."""
    return [
        {
            "setting_section": name,
            "system_settings": [{"attribute_name": key, "attribute_value": value} for key, value in attributes.items()],
        }
        for name, attributes in _sections(call.world).items()
    ]


@answers("updateSystemSettings")
def update_system_settings(call: Call) -> Json:
    """One section anew: an attribute that is left out goes back to what a fresh SigningHub has, or is empty."""
    sections, name = _sections(call.world), call.body["setting_section"]
    if name not in sections:
        raise invalid("setting_section", f"{name[:100]!r} is not known.")
    before = sections[name]
    given = {row.get("attribute_name"): row.get("attribute_value") for row in call.body.get("system_settings") or []}
    for key in given:
        if key not in before:
            raise invalid("system_settings", f"{str(key)[:100]!r} is not known.")
    minutes = given.get("session_timeout", 20)
    if not str(minutes).isdigit() or int(minutes) < 1:
        raise invalid("session_timeout", "is not a number of minutes.")
    sections[name] = {key: given.get(key, _FIRST[name].get(key)) for key in before}
    call.record("ADMIN_ACTIVITY_UPDATED", name, before, sections[name])
    return {"message": "The settings have been saved."}


def _sections(world: World) -> dict[Any, Any]:
    if "system_settings" not in world.resources:
        world.resources["system_settings"] = first_settings()
    return world.resources["system_settings"]
