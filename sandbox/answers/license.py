"""The licence: what it allows, whether it still holds, its file, and another file in its place."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from xml.etree import ElementTree

from sandbox.answering import Answer, Call, Json, answers, invalid
from sandbox.answers.dashboard import get_dashboard
from sandbox.clock import stamp

CONSTRAINTS = {
    "users": "Users",
    "signatures": "Signatures",
    "simple_electronic_signatures": "Simple Electronic Signatures",
}
LONGEST = 1024 * 1024


@answers("getLicenseConstraints")
def get_license_constraints(call: Call) -> Json:
    """The allowances, under the other spelling of their keys, as the dashboard has them."""
    licence = _licence(call)
    return [
        {"constraint": title, "allowed": licence[key]["allowed"], "consumed": licence[key]["consumed"]}
        for key, title in CONSTRAINTS.items()
    ]


@answers("validateLicenseExpiry")
def validate_license_expiry(call: Call) -> Json:
    """A sentence, and nothing else."""
    licence = _licence(call)
    if licence["valid_to"] < stamp(call.world.clock.now()):
        return {"message": f"The license expired on {licence['valid_to'][:10]}."}
    return {"message": f"The license is valid until {licence['valid_to'][:10]}."}


@answers("downloadLicense")
def download_license(call: Call) -> Answer:
    """The file itself."""
    return Answer(_file(call), content_type="application/octet-stream")


@answers("downloadLicenseBase64")
def download_license_base64(call: Call) -> Json:
    """The file as text."""
    return base64.b64encode(_file(call)).decode("ascii")


@answers("updateLicense")
def update_license(call: Call) -> Json:
    """Another file; the body comes here in Base64, however it travelled."""
    return _take(call, call.body)


@answers("updateLicenseBase64")
def update_license_base64(call: Call) -> Json:
    """Another file, as text."""
    return _take(call, call.body["license_base64"])


def license_file(values: dict[str, Any]) -> bytes:
    """A licence file that says these values."""
    root = ElementTree.Element("License")
    for name in ("issued_to", "type", "valid_to"):
        ElementTree.SubElement(root, name).text = str(values[name])
    for name in CONSTRAINTS:
        ElementTree.SubElement(root, "Constraint", name=name, allowed=str(values[name]["allowed"]))
    modules = ElementTree.SubElement(root, "Modules")
    for name in values.get("modules", ("SIMPLE_ELECTRONIC_SIGNATURES", "ELECTRONIC_SEALS")):
        ElementTree.SubElement(modules, "Module").text = name
    ElementTree.SubElement(root, "Signature").text = "c2FuZGJveA=="
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="utf-8")


def _licence(call: Call) -> Any:
    dashboard: Any = get_dashboard(call)
    return dashboard["license"]


def _file(call: Call) -> bytes:
    kept = call.world.resources.get("license", {}).get("file")
    return kept if kept is not None else license_file(_licence(call))


def _take(call: Call, encoded: str) -> Json:
    before = _licence(call)
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise invalid("license_base64", "is not Base64.") from error
    if len(data) > LONGEST or b"<!" in data:
        raise invalid("license", "is not a license file.")
    try:
        values = _values(ElementTree.fromstring(data), before)  # noqa: S314 - without a DTD, and of tests
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        raise invalid("license", "is not a license file.") from error
    call.world.resources["license"] = {"file": data, "values": values}
    call.record("ADMIN_ACTIVITY_UPDATED", "License", before, _licence(call))
    return {"message": "The license has been updated."}


def _values(root: ElementTree.Element, before: Any) -> dict[str, Any]:
    if root.tag != "License":
        raise ValueError(root.tag)
    texts = {name: root.findtext(name) for name in ("issued_to", "type", "valid_to")}
    if not all(texts.values()):
        raise ValueError("incomplete")
    allowed = {one.get("name", ""): one.get("allowed", "") for one in root.iter("Constraint")}
    numbers = {name: int(text) if text.lstrip("-").isdigit() else text for name, text in allowed.items()}
    spent = {name: before[name]["consumed"] for name in CONSTRAINTS}
    return texts | {name: {"allowed": numbers[name], "consumed": spent[name]} for name in CONSTRAINTS}
