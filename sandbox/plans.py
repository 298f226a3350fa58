"""The service plans the sandbox starts with."""

from __future__ import annotations

from typing import Any

# id, name, type, billing mode, payment type, signatures (None: unlimited)
_PLANS = (
    (1, "Individual Trial", "INDIVIDUAL", None, None, 5),
    (2, "Individual Pro", "INDIVIDUAL", "ONLINE", "PAY_REGULARLY", 200),
    (3, "Individual Pay-as-you-go", "INDIVIDUAL", "ONLINE", "PAY_AS_YOU_GO", 50),
    (4, "Enterprise Basic", "ENTERPRISE", "OFFLINE", "PAY_REGULARLY", 1000),
    (5, "Enterprise Plus 2026", "ENTERPRISE", "ONLINE", "PAY_REGULARLY", 25000),
    (6, "Enterprise Asia · 企業プラン", "ENTERPRISE", "OFFLINE", "PAY_AS_YOU_GO", None),
    (7, 'Enterprise "Legacy" <v8.6> & Partners', "ENTERPRISE", None, None, None),
)
# Nobody is on it, so it is one that can be deleted.
_UNUSED = (8, "Campus 2019", "INDIVIDUAL", None, None, 10)
INDIVIDUAL_PLANS = tuple(plan[0] for plan in _PLANS if plan[2] == "INDIVIDUAL")
ENTERPRISE_PLANS = tuple(plan[0] for plan in _PLANS if plan[2] == "ENTERPRISE")

ENTERPRISE_ONLY = frozenset({"ALLOW_ELECTRONIC_SEAL", "ALLOW_INTEGRATION"})
FEATURES = (
    "ALLOW_FORM_FIELDS",
    "ALLOW_REVIEWER",
    "ALLOW_ATTACHMENTS",
    "ALLOW_INITIALS_FIELDS",
    "ALLOW_INPERSON_FIELDS",
    "ALLOW_INTEGRATION",
    "ALLOW_BULK_SIGNING",
    "SERVICE_PLAN_FEATURE_CLOUD_DRIVES",
    "ALLOW_EDITOR",
    "ALLOW_SEND_A_COPY",
    "ALLOW_ELECTRONIC_SEAL",
)
# As the sandbox's profiles and connectors are called.
SMS = {"id": 4, "name": 'Airtext "EU" <b>bold</b>'}
VERIFICATION = {"id": 1, "name": "Verification"}
AUTHENTICATION = ({"id": 1, "name": "Password of SigningHub"}, {"id": 2, "name": "Contoso staff"})


def first_plans() -> dict[int, dict[str, Any]]:
    """The plans by id, as a fresh sandbox has them."""
    return {plan[0]: _plan(*plan) for plan in (*_PLANS, _UNUSED)}


def _plan(
    number: int, name: str, kind: str, mode: str | None, payment: str | None, signatures: int | None
) -> dict[str, Any]:
    is_enterprise = kind == "ENTERPRISE"
    return {
        "id": number,
        "name": name,
        "type": kind,
        "public": payment is not None,
        "deprecated": "Legacy" in name or number == _UNUSED[0],
        "start_date": "2021-01-01T00:00:00Z",
        "end_date": "2026-12-31T23:59:59Z" if "2026" in name else None,
        "created_on": f"2021-0{number}-01T08:00:00Z",
        # What accounts are filtered by; no operation on plans shows it.
        "billing_mode": mode,
        "payment_type": payment,
        "features": [one for one in FEATURES if is_enterprise or one not in ENTERPRISE_ONLY],
        "constraints": _constraints(signatures, is_enterprise),
        **_documents(),
        **_signatures(number, is_enterprise),
        **_settings(is_enterprise),
        "billing": {
            "payment_type": payment,
            "monthly_price": 49.5 * number if payment == "PAY_REGULARLY" else None,
            "yearly_price": 495.0 * number if payment == "PAY_REGULARLY" else None,
            "currency": "EUR" if payment else None,
        },
    }


def _constraints(signatures: int | None, is_enterprise: bool) -> dict[str, Any]:
    return {
        "signatures": signatures,
        "simple_electronic_signatures": None,
        "storage": 500,
        "workflows": 100,
        "document_upload_size": 25,
        "templates": 25,
        "users": 250 if is_enterprise else 1,
        "ai_tokens": -1,
        # In no guide; a client that does not know it has to send it back.
        "x_smart_form_responses": 40,
    }


def _documents() -> dict[str, Any]:
    return {
        "certify_options": {"allowed": ["NO_CHANGES_ALLOWED", "FORM_FILLING_ALLOWED"], "default": "NO_CHANGES_ALLOWED"},
        "pdf_a_compliancy": False,
        "auto_delete_document": {
            "enabled": True,
            "duration": 365,
            "email_document": {"enabled": True, "workflow_evidence_report": False},
            "notify": {"enabled": True, "duration": 7},
        },
        "add_unique_identifier": True,
    }


def _signatures(number: int, is_enterprise: bool) -> dict[str, Any]:
    levels = ["ELECTRONIC_SIGNATURE", "ADVANCED_ELECTRONIC_SIGNATURE", "QUALIFIED_ELECTRONIC_SIGNATURE"]
    seals = [
        {
            "electronic_seal_profile": {"id": 1, "name": "Company seal"},
            "electronic_seal": _level("ELECTRONIC_SEAL", number * 100 + 9, "House seal"),
            "advanced_electronic_seal": {"enabled": False, "capacities": []},
            "qualified_electronic_seal": {"enabled": False, "capacities": []},
        }
    ]
    return {
        "level_of_assurance": {"allowed": levels, "default": levels[:1]},
        "signature_appearances": ["COMPANY_LOGO", "HAND_SIGNATURE", "DETAILED_SIGNATURE"],
        "signing_servers": [
            _server(number, 1, {"id": 1, "name": "ADSS signing LTV"}, "Legal signer"),
            *([_server(number, 2, {"id": 2, "name": "CSC signing"}, "Claims approval")] if is_enterprise else []),
        ],
        "electronic_seal_servers": seals if is_enterprise else None,
        "signature_pad": {"enabled": False, "connector": None},
    }


def _server(number: int, place: int, profile: dict[str, Any], capacity: str) -> dict[str, Any]:
    nothing: dict[str, Any] = {"enabled": False, "capacities": []}
    seals = ("electronic_seal", "advanced_electronic_seal", "qualified_electronic_seal")
    return {
        "key_location": "SERVER",
        "order": place,
        "signing_profile": profile,
        "signature_appearances": {
            "signature_appearance": "HAND_SIGNATURE",
            "signature_appearance_logo": "COMPANY_LOGO",
        },
        **{name: dict(nothing) for name in seals},
        "advanced_electronic_signature": _level("ADVANCED_ELECTRONIC_SIGNATURE", number * 100 + place * 10, capacity),
        "high_trust_advanced_signature": dict(nothing),
        "qualified_electronic_signature": _level("QUALIFIED_ELECTRONIC_SIGNATURE", number * 100 + place, "Board"),
        "x_time_stamp_policy": "1.3.6.1.4.1.22014",
    }


def _level(level: str, number: int, capacity: str) -> dict[str, Any]:
    found = {"id": number, "name": capacity, "key_protection": "USER_PASSWORD", "level_of_assurance": level}
    return {"enabled": True, "capacities": [found]}


def _settings(is_enterprise: bool) -> dict[str, Any]:
    profiles = AUTHENTICATION if is_enterprise else AUTHENTICATION[:1]
    return {
        "verification_profile": dict(VERIFICATION),
        "require_password": True,
        "authentication_profile": {"allowed": [dict(one) for one in profiles], "default": dict(profiles[0])},
        "evidence_report": {"enabled": True, "auto_generate": True, "remove_logs": False, "language": "en-US"},
        "one_time_password": {
            "otp_length": 6,
            "otp_retry_interval": 30,
            "otp_expiry": 120,
            "sms_otp": {"enabled": is_enterprise, "server": dict(SMS) if is_enterprise else None},
            "email_otp": {"enabled": True},
        },
        "time_based_one_time_password": is_enterprise,
        "smtp_server": {"enabled": False, "Server": None},
        "sms_notification": {"enabled": False, "server": None},
        "auto_delete_user": {"enabled": False, "inactive_days": None, "notify": {"enabled": False, "duration": None}},
    }
