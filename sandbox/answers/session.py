"""The operator behind the token, and what goes with a session."""

from __future__ import annotations

from sandbox.answering import Call, Json, answers

# The role whose details are kept back here: its holder's console cannot learn what it may.
SILENT_ROLE = "Legacy (imported)"
CSP_HEADER = "default-src 'self'; frame-src https://app.powerbi.com; img-src 'self' data:"


@answers("getSessionOperator")
def get_session_operator(call: Call) -> Json:
    """The operator with their role."""
    operator = call.who
    role = call.world.roles.get(operator["role_id"], {})
    shown = {"id": role.get("id"), "name": role.get("name")}
    if role.get("name") != SILENT_ROLE:
        shown |= {"description": role.get("description"), "role_detail": role.get("role_detail")}
    return {
        "id": operator["id"],
        "name": operator["name"],
        "email": operator["email"],
        "status": int(operator["status"]),
        "mobile_number": operator["mobile_number"],
        "picture": operator["picture"],
        "is_password_generated": operator["is_password_generated"],
        "role": shown,
    }


@answers("updateSessionOperator")
def update_session_operator(call: Call) -> Json:
    """The operator's own profile."""
    before = dict(call.who)
    call.who.update(
        name=call.body["name"], picture=call.body.get("picture"), mobile_number=call.body.get("mobile_number")
    )
    call.record("ADMIN_ACTIVITY_UPDATED", call.who["email"], before, call.who)
    return {"message": "The profile has been saved."}


@answers("getCspHeader")
def get_csp_header(call: Call) -> Json:
    """The Content-Security-Policy of SigningHub's own admin pages."""
    return CSP_HEADER
