"""Power BI as SigningHub hands it on: workspaces, the enterprises they are given to, reports, tokens to show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from console.api.errors import ApiInvalid, ApiMissing, ApiRefused, ApiUnreachable
from console.api.records import record_in, with_declared_names
from console.api.service import Service
from console.screens.cells import plain

Row = Mapping[str, Any]
# What a server answers that has no such path; the change was not made.
NO_SUCH_PATH = (404, 405)


class Workspaces(Service):
    """Calls on workspaces."""

    list_operation = "listWorkspaces"
    # SigningHub gives them only all together.
    get_operation = "listWorkspaces"

    def get(self, pk: object) -> Row:
        """The workspace of that id in Get Workspaces."""
        return _found(self.rows(self.list_operation), pk, self.list_operation)

    def reports(self, pk: object) -> list[Row]:
        """Get Power BI Reports."""
        return self.rows("listPowerBiReports", workspaceId=str(pk))

    def report(self, pk: object, report: object) -> Row:
        """The report of that id, in a workspace that SigningHub lists for this operator. Raises ApiMissing."""
        self.get(pk)
        return _found(self.reports(pk), report, "listPowerBiReports")

    def token(self, pk: object, report: object) -> str:
        """Get PowerBI Embed Token: a secret with rights to data, for one report."""
        operation = self.api.contract.operation("getPowerBiEmbedToken")
        data = self.api.call(operation.id, workspaceId=str(pk), reportId=str(report)).data
        record = record_in(data)
        told = with_declared_names(record, operation.answer_properties).get("token") if record else data
        if not isinstance(told, str) or not told.strip():
            raise ApiUnreachable(_("SigningHub answered without a token."), operation=operation.id)
        return told.strip()

    def assign(self, pk: object, enterprise: int) -> Any:
        """Update Workspace: the workspace is the enterprise's."""
        return self.api.call("updateWorkspace", enterpriseId=enterprise, workspaceId=str(pk)).data

    def unassign(self, enterprise: int) -> Any:
        """Update Workspace with nothing for the workspace.

        The guide has a workspace in the path and wants nothing passed: an empty segment, or else none at all. The
        second is tried only where the server did not know the first.
        """
        try:
            return self.api.call("updateWorkspace", enterpriseId=enterprise, workspaceId="").data
        except (ApiMissing, ApiInvalid):
            return self._unassign_without_segment(enterprise)
        except ApiRefused as refused:
            if refused.status not in NO_SUCH_PATH:
                raise
            return self._unassign_without_segment(enterprise)

    def _unassign_without_segment(self, enterprise: int) -> Any:
        return self.api.call("updateWorkspace", enterpriseId=enterprise, workspaceId=None).data


def _found(rows: list[Row], pk: object, operation: str) -> Row:
    """The row of that id, whatever its case: they are GUIDs."""
    wanted = str(pk).casefold()
    found = next((row for row in rows if plain(row.get("id")).casefold() == wanted), None)
    if found is None:
        raise ApiMissing(_("There is no such record."), status=404, operation=operation)
    return found
