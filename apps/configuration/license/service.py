"""The licence of SigningHub: what it allows, what is spent of it, whether it still holds, and its file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from console.api.errors import ApiMissing, ApiUnreachable
from console.api.records import Row, record_in, with_declared_names
from console.api.service import Service
from console.screens.cells import plain

XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


class License(Service):
    """Calls on the licence."""

    def constraints(self) -> list[Row]:
        """Get License Constraints."""
        return self.rows("getLicenseConstraints")

    def validity(self) -> str:
        """Validate License Expiry: SigningHub's own sentence, "" where it says none."""
        operation = self.api.contract.operation("validateLicenseExpiry")
        data = self.api.call(operation.id).data
        record = record_in(data)
        if record is not None:
            data = with_declared_names(record, operation.answer_properties).get("message", record)
        return plain(data).strip()

    def file(self) -> bytes:
        """Download License, whether it comes as bytes or as text."""
        return self._downloaded("downloadLicense")

    def file_as_text(self) -> bytes:
        """Download Base64 License: the file, once it is read as Base64."""
        return self._downloaded("downloadLicenseBase64")

    def present_file(self) -> bytes | None:
        """The file that another would take the place of; None where SigningHub has none yet."""
        operation = "downloadLicense" if self.api.contract.has("downloadLicense") else "downloadLicenseBase64"
        try:
            return self._downloaded(operation)
        except ApiMissing:
            return None

    def upload(self, data: bytes) -> None:
        """Update License."""
        self.api.call("updateLicense", body=data)

    def upload_text(self, data: bytes) -> None:
        """Update Base64 License."""
        self.api.call("updateLicenseBase64", body={"license_base64": base64.b64encode(data).decode("ascii")})

    def _downloaded(self, operation: str) -> bytes:
        found = file_in(self.api.call(operation).data)
        if found is None:
            raise ApiUnreachable(_("SigningHub did not answer with a licence file."), operation=operation)
        return found


def file_in(data: Any) -> bytes | None:
    """The licence file in an answer: raw, or Base64 as bytes, as text or under some key; None where there is none."""
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, Mapping):
        return next((found for value in data.values() if (found := file_in(value))), None)
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    if not isinstance(data, bytes) or not data.strip():
        return None
    return data if data.startswith(XML) else from_base64(data) or data


def from_base64(data: bytes) -> bytes | None:
    """What Base64 with or without line breaks stands for; None where it is none."""
    try:
        return base64.b64decode(b"".join(data.split()), validate=True) or None
    except binascii.Error:
        return None
