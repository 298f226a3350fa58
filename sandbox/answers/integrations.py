"""System integrations: the API clients that may exchange a certificate for a token, the console's own among them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sandbox.answering import Answer, Call, Json, Refusal, answers, invalid
from sandbox.answers.accounts import paged
from sandbox.clock import stamp

MASK = "********"
DAYS = {"THREE_MONTHS": 91, "SIX_MONTHS": 182, "TWELVE_MONTHS": 365, "EIGHTEEN_MONTHS": 547, "TWENTY_FOUR_MONTHS": 730}
SORTS = {"CLIENT_ID": "client_id", "ACTIVE": "active", "CREATED_ON": "created_on"}
# Client, period, days until its end (None: the end is not known), active.
_CLIENTS = (
    ("erp-prod", "TWELVE_MONTHS", 210, True),
    ("crm-prod", "SIX_MONTHS", 12, True),
    ("payroll <b>2024</b>", "THREE_MONTHS", -40, True),
    ("old-portal", "CUSTOM", -400, False),
    ("ポータル", "CUSTOM", 1200, True),
    ("no-end", "TWENTY_FOUR_MONTHS", None, True),
)


@answers("listSystemIntegrations")
def list_system_integrations(call: Call) -> Answer:
    """One page, without the secrets."""
    wanted = (call["x-search-text"] or "").casefold()
    rows = [
        {name: value for name, value in client.items() if name != "client_secret"}
        for client in _clients(call).values()
        if wanted in client["client_id"].casefold()
    ]
    key = SORTS.get(call["sort-by"] or "")
    if key:
        rows.sort(key=lambda row: str(row[key]).casefold(), reverse=not call["asc"])
    return Answer(paged(call, rows), total=len(rows))


@answers("getSystemIntegration")
def get_system_integration(call: Call) -> Json:
    """One client; its secret is masked."""
    return {**_client(call), "client_secret": MASK}


@answers("addSystemIntegration")
def add_system_integration(call: Call) -> Json:
    """A new client, with the only answer that holds its secret."""
    _refuse_taken(call, None)
    clients = _clients(call)
    number = max(clients) + 1
    clients[number] = {
        "id": number,
        "client_id": call.body["client_id"],
        **_validity(call),
        "active": call.body.get("active", True),
        "created_on": call.world.clock.stamp(),
    }
    call.record("ADMIN_ACTIVITY_ADDED", call.body["client_id"], {}, clients[number])
    shown = {name: clients[number][name] for name in ("id", "validity_period", "valid_from", "valid_to", "created_on")}
    return {**shown, "client_secret": secrets.token_urlsafe(24)}


@answers("updateSystemIntegration")
def update_system_integration(call: Call) -> Json:
    """Another name, validity or state; a period that stays goes on as it was."""
    client = _client(call)
    _refuse_taken(call, client["id"])
    before = dict(client)
    if call.body["validity_period"] != client["validity_period"] or call.body["validity_period"] == "CUSTOM":
        client |= _validity(call)
    client |= {"client_id": call.body["client_id"], "active": call.body.get("active", client["active"])}
    call.record("ADMIN_ACTIVITY_UPDATED", client["client_id"], before, client)
    return {name: client[name] for name in ("validity_period", "valid_from", "valid_to")}


@answers("deleteSystemIntegration")
def delete_system_integration(call: Call) -> Json:
    """The client is refused from now on; for the one that asks, that is its own end."""
    client = _client(call)
    del _clients(call)[client["id"]]
    if client["client_id"] == call.world.client_id:
        call.world.client_secret = secrets.token_urlsafe(24)
    call.record("ADMIN_ACTIVITY_DELETED", client["client_id"], client, {})
    return {"message": "The integration has been deleted."}


@answers("createClientSecret")
def create_client_secret(call: Call) -> Json:
    """A new secret; the old one no longer counts."""
    client = _client(call)
    secret = secrets.token_urlsafe(24)
    if client["client_id"] == call.world.client_id:
        call.world.client_secret = secret
    call.record("ADMIN_ACTIVITY_UPDATED", client["client_id"], {}, {})
    return {"client_secret": secret}


def _clients(call: Call) -> dict[Any, Any]:
    clients: dict[Any, Any] = call.world.resources.setdefault("integrations", {})
    if not clients:
        today = call.world.today
        own = (call.world.client_id, "TWELVE_MONTHS", 300, True)
        for number, (client_id, period, left, active) in enumerate((own, *_CLIENTS), 1):
            days = DAYS.get(period, 90)
            end = None if left is None else today + timedelta(days=left)
            clients[number] = {
                "id": number,
                "client_id": client_id,
                "validity_period": period,
                "valid_from": None if end is None else stamp(end - timedelta(days=days)),
                "valid_to": None if end is None else stamp(end),
                "active": active,
                "created_on": f"2025-0{number}-17T10:15:00Z",
            }
    return clients


def _client(call: Call) -> dict[str, Any]:
    client: dict[str, Any] | None = _clients(call).get(call["id"])
    if client is None:
        raise Refusal(404, f"No such integration: {call['id']}")
    return client


def _validity(call: Call) -> dict[str, Any]:
    """From when to when, by the period, or as given for a custom one."""
    period, body = call.body["validity_period"], call.body
    if period != "CUSTOM":
        now = call.world.clock.now()
        end = stamp(now + timedelta(days=DAYS[period]))
        return {"validity_period": period, "valid_from": stamp(now), "valid_to": end}
    for name in ("valid_from", "valid_to"):
        if not body.get(name):
            raise invalid(name, "is needed with a custom validity.")
    if body["valid_from"] >= body["valid_to"]:
        raise invalid("valid_to", "is not after the beginning.")
    begin, end = (
        body[name] if len(body[name]) > 10 else f"{body[name]}T00:00:00Z" for name in ("valid_from", "valid_to")
    )
    return {"validity_period": period, "valid_from": begin, "valid_to": end}


def _moment(text: str) -> str:
    return text if len(text) > 10 else f"{text}T00:00:00Z"


def _refuse_taken(call: Call, own: int | None) -> None:
    name = call.body["client_id"]
    if not name.strip():
        raise invalid("client_id", "is blank.")
    for number, client in _clients(call).items():
        if number != own and client["client_id"].casefold() == name.casefold():
            raise invalid("client_id", "is taken.")
