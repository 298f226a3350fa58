"""Connectors: what SigningHub reaches out to, and what helps to set one up."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.configuration.connectors.providers import (
    SENDS_MESSAGES,
    SIGNS_IN_BY_SAML,
    Provider,
    is_one_of,
    provider_in,
)
from console.api.records import record_in, records_in, with_declared_names
from console.api.request import Upload
from console.api.service import Page, Query, Service
from console.screens.attributes import attributes_in, is_mask
from console.screens.cells import plain
from console.screens.secret_names import is_secret

Row = Mapping[str, Any]


class Connectors(Service):
    """Calls on connectors."""

    list_operation = "listConnectors"
    choices_operation = "listBasicConnectors"
    get_operation = "getConnector"
    add_operation = "addConnector"
    update_operation = "updateConnector"
    delete_operation = "deleteConnector"
    # The keys that `page` and `get` add.
    derived = ("sends_messages", "by_saml")

    def page(self, query: Query) -> Page:
        """Get Connectors."""
        page = super().page(query)
        return replace(page, items=[{**row, **flags(row)} for row in page.items])

    def get(self, pk: object) -> Row:
        """Get Connector by ID."""
        found = super().get(pk)
        return {**found, **flags(found)}

    def providers(self) -> list[Provider]:
        """Get Providers."""
        operation = self.api.contract.operation("listProviders")
        rows = records_in(self.api.call(operation.id).data, operation)
        return [provider_in(row, operation.answer_properties) for row in rows]

    def certificates_in(self, file: Upload) -> tuple[list[str], list[Row]]:
        """Get Certificate (Base64) and Get Certificate Info: the certificates in a file, and what they say."""
        encoded = self.api.call("getCertificateBase64", body={"file": file}).data
        operation = self.api.contract.operation("getCertificateInfo")
        said = records_in(self.api.call(operation.id, body={"file": file}).data, operation)
        return [one for one in (encoded if isinstance(encoded, list) else [encoded]) if isinstance(one, str)], said

    def metadata_in(self, file: Upload) -> dict[str, str]:
        """Get SAML Connector IDP: what a metadata file says, by the names of the settings that it fills."""
        operation = self.api.contract.operation("getSamlConnectorIdp")
        said = record_in(self.api.call(operation.id, body={"file": file}).data) or {}
        said = with_declared_names(said, operation.answer_properties)
        names = {name: name for name in operation.answer_properties if name.endswith("_url")}
        names["certificate_raw_data"] = "certificate"
        return {setting: plain(said[key]) for key, setting in names.items() if said.get(key)}

    def sp_metadata(self, name: str) -> bytes:
        """Export SAML Data: SigningHub's own metadata for the identity provider of a connector, as XML."""
        data = self.api.call("exportSamlData", body={"name": name}).data
        if isinstance(data, bytes):
            return data
        text = plain(data) if not isinstance(data, str) else data
        try:
            return text.encode() if text.lstrip().startswith("<") else base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return text.encode()

    def send_message(self, record: Row, number: str) -> None:
        """Send Message: a text to try a connector. Its secrets stay where they are."""
        operation = self.api.contract.operation("sendMessage")
        detail = [
            {"attribute_name": name, "attribute_value": value}
            for name, value in attributes_in(record.get("connector_detail")).items()
            if not is_secret(name) and not is_mask(value)
        ]
        body = {"mobile_number": number, "name": plain(record.get("name")), "provider": "SMS"}
        self.api.call(operation.id, body={**body, "connector_detail": detail})


def flags(row: Row) -> dict[str, bool]:
    """What a connector is for, as far as an act hangs on it."""
    return {"sends_messages": is_one_of(SENDS_MESSAGES, row), "by_saml": is_one_of(SIGNS_IN_BY_SAML, row)}
