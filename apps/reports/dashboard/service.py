"""What SigningHub says about itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from console.api.errors import ApiUnreachable
from console.api.records import Row, record_in, with_declared_names
from console.api.service import Service

OPERATION = "getDashboard"


class Dashboard(Service):
    """The one call of the dashboard."""

    def facts(self) -> Row:
        """Get Admin Dashboard Data: facts by section, unknown sections included."""
        data = record_in(self.api.call(OPERATION).data)
        if data is None:
            raise ApiUnreachable(_("SigningHub answered without the facts."), operation=OPERATION)
        return with_declared_names(data, self.api.contract.operation(OPERATION).answer_properties)

    def licence(self) -> Row:
        """The licence in Get Admin Dashboard Data under its declared keys; empty where nothing is said of it."""
        licence = record_in(self.facts().get("license"))
        if licence is None:
            return {}
        declared = self.api.contract.operation(OPERATION).answer_properties.get("license", {})
        return with_declared_names(licence, declared.get("properties", {}))
