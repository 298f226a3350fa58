"""Power BI: workspaces, whose they are, their reports, and tokens to show one."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from sandbox.answering import Call, Json, Refusal, answers
from sandbox.world import World

_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
# Workspace -> its reports.
_REPORTS = {
    "SigningHub usage": ("Signatures by month", "Workflows <all> & templates", "التوقيعات حسب البلد"),
    "Contoso · 契約": ("Contracts", ""),
    "Empty <workspace>": (),
}


def _guid(*names: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


WORKSPACES = {_guid(name): name for name in _REPORTS}
REPORTS = {
    workspace: {_guid(name, report): report for report in _REPORTS[name]} for workspace, name in WORKSPACES.items()
}


def assigned(world: World) -> dict[int, str]:
    """The workspace of each enterprise that has one."""
    kept: dict[int, str] = world.resources.setdefault("assigned_workspaces", {})
    return kept


@answers("listWorkspaces")
def list_workspaces(_call: Call) -> Json:
    """Every workspace."""
    return [{"id": number, "name": name} for number, name in WORKSPACES.items()]


@answers("updateWorkspace")
def update_workspace(call: Call) -> Json:
    """Give an enterprise a workspace, or take its own: nothing in the path means none."""
    enterprise, workspace = call["enterpriseId"], call["workspaceId"]
    if not workspace:
        way = "left out" if workspace is None else "empty"
        if way not in call.world.settings.unassigned_by:
            raise Refusal(404, "No such path.")
    if not call.world.accounts.members(enterprise):
        raise Refusal(404, f"No such enterprise: {enterprise}")
    before = assigned(call.world).pop(enterprise, None)
    if workspace:
        _reports_of(workspace)
        assigned(call.world)[enterprise] = workspace
    call.record("ADMIN_ACTIVITY_UPDATED", f"{enterprise}", {"workspace": before}, {"workspace": workspace or None})
    return {"message": "The workspace has been updated."}


@answers("listPowerBiReports")
def list_power_bi_reports(call: Call) -> Json:
    """The reports of a workspace."""
    return [{"id": number, "name": name} for number, name in _reports_of(call["workspaceId"]).items()]


@answers("getPowerBiEmbedToken")
def get_power_bi_embed_token(call: Call) -> Json:
    """A token for one report, another each time; its end is not told."""
    if call["reportId"].lower() not in _reports_of(call["workspaceId"]):
        raise Refusal(404, "No such report.")
    return {"token": secrets.token_urlsafe(48)}


def _reports_of(workspace: str) -> dict[str, Any]:
    found = REPORTS.get(workspace.lower())
    if found is None:
        raise Refusal(404, "No such workspace.")
    return found
