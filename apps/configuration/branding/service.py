"""Branding: how SigningHub looks to everybody, and how the vendor's own looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from console.api.errors import ApiUnreachable
from console.api.records import Row, record_in, with_declared_names
from console.api.service import Service

Body = dict[str, Any]


class Branding(Service):
    """Calls on the branding; its pictures come in Base64."""

    update_operation = "updateBranding"

    def both(self) -> tuple[Row, Row]:
        """Get Branding: the installation's own, and the vendor's."""
        operation = self.api.contract.operation("getBranding")
        data = record_in(self.api.call(operation.id, **self._in_base64("getBranding")).data)
        if data is None:
            raise ApiUnreachable(_("SigningHub answered without the record."), operation=operation.id)
        record = with_declared_names(data, operation.answer_properties)
        own, default = record_in(record.get("branding")), record_in(record.get("default_branding"))
        # A server may give its own without the key around it.
        return self._named(own or ({} if default else record)), self._named(default or {})

    def body(self) -> Body:
        """The body of an update that changes nothing: everything, since it is taken all at once."""
        return self.editable_part(self.both()[0])

    def save(self, body: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
        """Update Branding."""
        return self.api.call("updateBranding", body=body, before=before).data

    def reset(self) -> None:
        """Reset Branding."""
        self.api.call("resetBranding", **self._in_base64("resetBranding"))

    def favicon(self) -> Any:
        """Get Favicon."""
        return self.api.call("getFavicon").data

    def logos(self) -> Row:
        """Get Branding Logos: what the page before sign-in shows."""
        return record_in(self.api.call("getBrandingLogos").data) or {}

    def appearances(self) -> list[Row]:
        """Get Appearances: how signatures look."""
        return self.rows("listAppearances")

    def _in_base64(self, operation: str) -> dict[str, Any]:
        return {"base64": "true"} if "base64" in self.api.contract.operation(operation).arguments else {}

    def _named(self, brand: Row) -> Row:
        return with_declared_names(brand, self.api.contract.operation("updateBranding").body_properties)
