"""Service agreements: terms of service and privacy policies, of which one is in force."""

from __future__ import annotations

from typing import Any

from sandbox.answering import Call, Json, Refusal, answers, invalid
from sandbox.answers.system_settings import is_on

TEXTS = ("terms_of_service", "terms_of_service_url", "privacy_policy", "privacy_policy_url")
TERMS = (
    "<h2>Terms of Service</h2><p>By signing in you agree to <strong>these terms</strong>.</p>"
    "<ul><li>You sign only what is yours to sign.</li><li>Ihre Daten bleiben in der EU.</li></ul>"
    '<p onclick="alert(1)">Contact <a href="https://contoso.example/legal">legal</a>.</p><script>alert(1)</script>'
)


@answers("listServiceAgreements")
def list_service_agreements(call: Call) -> Json:
    """Every agreement, without its texts."""
    shown = ("id", "name", "active", "version_number", "created_on")
    return [{name: agreement[name] for name in shown} for agreement in _agreements(call).values()]


@answers("getServiceAgreement")
def get_service_agreement(call: Call) -> Json:
    """One agreement with its texts."""
    agreement = _agreement(call)
    return {name: agreement[name] for name in ("id", "name", "active", *TEXTS)}


@answers("addServiceAgreement")
def add_service_agreement(call: Call) -> Json:
    """A new agreement; an active one takes the place of the one in force."""
    _refuse_taken(call, None)
    agreements = _agreements(call)
    number = max(agreements, default=0) + 1
    created = call.world.clock.stamp()
    agreements[number] = {
        "id": number,
        "name": call.body["name"],
        "active": False,
        **{name: call.body.get(name) for name in TEXTS},
        "version_number": "1.0",
        "created_on": created,
    }
    if call.body.get("active"):
        _put_in_force(call, number)
    call.record("ADMIN_ACTIVITY_ADDED", call.body["name"], {}, agreements[number])
    return {"id": number, "created_on": created}


@answers("updateServiceAgreement")
def update_service_agreement(call: Call) -> Json:
    """The whole agreement anew: a text that is left out is gone."""
    agreement = _agreement(call)
    _refuse_taken(call, agreement["id"])
    before, is_active = dict(agreement), call.body.get("active", agreement["active"])
    if agreement["active"] and not is_active:
        _refuse_none_in_force(call)
    agreement |= {"name": call.body["name"], **{name: call.body.get(name) for name in TEXTS}, "active": is_active}
    if is_active:
        _put_in_force(call, agreement["id"])
    call.record("ADMIN_ACTIVITY_UPDATED", agreement["name"], before, agreement)
    return {"message": "The service agreement has been saved."}


@answers("deleteServiceAgreement")
def delete_service_agreement(call: Call) -> Json:
    """Gone, unless it is in force and one has to be."""
    agreement = _agreement(call)
    if agreement["active"]:
        _refuse_none_in_force(call)
    del _agreements(call)[agreement["id"]]
    call.record("ADMIN_ACTIVITY_DELETED", agreement["name"], agreement, {})
    return {"message": "The service agreement has been deleted."}


def _agreements(call: Call) -> dict[Any, Any]:
    agreements: dict[Any, Any] = call.world.resources.setdefault("service_agreements", {})
    if not agreements:
        for number, (name, active, texts) in enumerate(
            (
                ("Terms 2024", False, (TERMS, None, "<p>We keep what we must.</p>", None)),
                ("Terms 2026 · الشروط", True, (TERMS, None, "<h2>Privacy</h2><p>سياسة الخصوصية</p>", None)),
                (
                    "Hosted <elsewhere>",
                    False,
                    (None, "https://contoso.example/tos", None, "https://contoso.example/privacy"),
                ),
            ),
            1,
        ):
            agreements[number] = {
                "id": number,
                "name": name,
                "active": active,
                **dict(zip(TEXTS, texts, strict=True)),
                "version_number": f"{number}.0",
                "created_on": f"202{number + 3}-02-01T08:00:00Z",
            }
    return agreements


def _agreement(call: Call) -> dict[str, Any]:
    agreement: dict[str, Any] | None = _agreements(call).get(call["id"])
    if agreement is None:
        raise Refusal(404, f"No such service agreement: {call['id']}")
    return agreement


def _put_in_force(call: Call, number: int) -> None:
    for other, agreement in _agreements(call).items():
        agreement["active"] = other == number


def _refuse_none_in_force(call: Call) -> None:
    if is_on(call.world, "ensure_terms_agreed"):
        raise Refusal(409, "An active service agreement is needed: the global settings ask everybody to agree.")


def _refuse_taken(call: Call, own: int | None) -> None:
    name = call.body["name"]
    if not name.strip():
        raise invalid("name", "is blank.")
    for number, agreement in _agreements(call).items():
        if number != own and agreement["name"].casefold() == name.casefold():
            raise invalid("name", "is taken.")
