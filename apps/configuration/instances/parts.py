"""Whether an instance runs, asked row by row: the list itself only has what was reported last."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.configuration.instances.service import Instances
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.cells import Reader, cell
from console.screens.parts import Part

STATUS = Part(
    "instances-status",
    _("Status now"),
    page="instances-detail",
    operations=("getInstanceStatus",),
    frame="screens/part_in_row.html",
    is_per_row=True,
)


@requires(Area.INSTANCES, Right.READ)
@STATUS.shows("configuration/instances/status.html")
def status(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    """Get Instance Status."""
    return {"status": cell("status", Instances(request.api).status(pk), Reader())}
