"""Connectors: where SigningHub reaches out to. Secrets go in and do not come out."""

from __future__ import annotations

import base64
import re
from typing import Any
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sandbox.answering import Answer, Call, Json, Refusal, answers, invalid
from sandbox.clock import stamp
from sandbox.connectors import BLANK_SECRETS, OWN_ATTRIBUTES, PROVIDERS, Record, connector
from sandbox.world import Mail

MASK = "********"
METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
XMLDSIG = "{http://www.w3.org/2000/09/xmldsig#}"
ROW = ("id", "name", "provider", "identifier", "purposes", "status", "type", "for_adss", "created_on")
BASIC = ("id", "name", "provider", "identifier", "purposes", "for_adss")


@answers("listProviders")
def list_providers(call: Call) -> Json:
    """What a connector may connect to."""
    return [
        {
            "name": name,
            "attribute_name": identifier,
            "purposes": list(purposes),
            "attributes": [
                {"attribute_name": one, "attribute_value": None} for one in OWN_ATTRIBUTES.get(identifier, ())
            ],
        }
        for name, identifier, purposes in PROVIDERS
    ]


@answers("listConnectors")
def list_connectors(call: Call) -> Json:
    """Every connector, without its settings."""
    return [{name: found[name] for name in ROW} for found in call.world.connectors.values()]


@answers("listBasicConnectors")
def list_basic_connectors(call: Call) -> Json:
    """The connectors that may be chosen: an inactive one may not."""
    return [{name: found[name] for name in BASIC} for found in call.world.connectors.values() if found["status"]]


@answers("getConnector")
def get_connector(call: Call) -> Json:
    """One connector; of its secrets only that they are there, of some providers not even that."""
    found = _connector(call)
    return {name: found[name] for name in ROW} | {"connector_detail": _shown(call, found)}


@answers("addConnector")
def add_connector(call: Call) -> Json:
    """A new connector; its name is its own, its provider one of those there are."""
    body, world = call.body, call.world
    identifier = next((one[1] for one in PROVIDERS if body["provider"] in (one[0], one[1])), None)
    if identifier is None:
        raise invalid("provider", "is none of the providers.")
    if not body["name"].strip():
        raise invalid("name", "is blank.")
    if any(one["name"].casefold() == body["name"].casefold() for one in world.connectors.values()):
        raise Refusal(409, "name: another connector has it.", field_errors={"name": ["is taken."]})
    number = max(world.connectors, default=0) + 1
    detail = settings_in(body["connector_detail"], "connector_detail")
    made = connector(number, body["name"], identifier, body.get("status", True), detail, world.clock.stamp())
    made["beside"] = beside_in(body["connector_detail"])
    world.connectors[number] = made
    call.record("ADMIN_ACTIVITY_ADDED", body["name"], {}, {"name": body["name"], "provider": made["provider"]})
    return {"id": number, "created_on": made["created_on"]}


@answers("updateConnector")
def update_connector(call: Call) -> Json:
    """Status and settings: a setting that is left out is gone, but a secret stays."""
    found, body = _connector(call), call.body
    sent = settings_in(body["connector_detail"], "connector_detail")
    kept = {name: value for name, value in found["detail"].items() if is_secret(call, name)}
    found["detail"], found["beside"] = kept | sent, beside_in(body["connector_detail"])
    found["status"] = body.get("status", found["status"])
    call.record("ADMIN_ACTIVITY_UPDATED", found["name"], {}, {"status": found["status"]})
    return {"message": "The connector has been saved."}


@answers("deleteConnector")
def delete_connector(call: Call) -> Json:
    """A connector goes only when nothing refers to it."""
    found = _connector(call)
    users = [
        profile["name"]
        for profiles in call.world.profiles.values()
        for profile in profiles.values()
        if str(profile["detail"].get("connector_id")) == str(found["id"])
    ]
    if users or refers(list(call.world.service_plans.values()), r"connector|server", found):
        raise Refusal(409, f"The connector is in use: {', '.join(users) or 'a service plan'}.")
    del call.world.connectors[found["id"]]
    call.record("ADMIN_ACTIVITY_DELETED", found["name"], {"name": found["name"]}, {})
    return {"message": "The connector has been deleted."}


@answers("getCertificateInfo")
def get_certificate_info(call: Call) -> Json:
    """What the certificates in a file say."""
    return [
        {
            "subject": one.subject.rfc4514_string(),
            "issuer": one.issuer.rfc4514_string(),
            "serial": f"{one.serial_number:x}",
            "valid_from": stamp(one.not_valid_before_utc),
            "valid_to": stamp(one.not_valid_after_utc),
        }
        for one in _certificates(call)
    ]


@answers("getCertificateBase64")
def get_certificate_base64(call: Call) -> Json:
    """The certificates in a file."""
    return [base64.b64encode(one.public_bytes(Encoding.DER)).decode("ascii") for one in _certificates(call)]


@answers("getSamlConnectorIdp")
def get_saml_connector_idp(call: Call) -> Json:
    """What a SAML metadata file says of its identity provider."""
    raw = base64.b64decode(call.body["file"])
    if b"<!DOCTYPE" in raw.upper():
        raise invalid("file", "has a DTD.")
    try:
        root = ElementTree.fromstring(raw)  # noqa: S314 - a DTD, which could do harm, was refused
    except ElementTree.ParseError as error:
        raise invalid("file", "is no XML.") from error
    text = next((node.text for node in root.iter(f"{XMLDSIG}X509Certificate") if node.text), "")
    encoded = "".join((text or "").split())
    subject = ""
    if encoded:
        try:
            subject = x509.load_der_x509_certificate(base64.b64decode(encoded)).subject.rfc4514_string()
        except ValueError as error:
            raise invalid("file", "has no certificate that can be read.") from error
    return {
        "http_post_login_url": _location(root, "SingleSignOnService", "HTTP-POST"),
        "http_redirect_login_url": _location(root, "SingleSignOnService", "HTTP-Redirect"),
        "http_post_logout_url": _location(root, "SingleLogoutService", "HTTP-POST"),
        "http_redirect_logout_url": _location(root, "SingleLogoutService", "HTTP-Redirect"),
        "certificate_subject": subject,
        "certificate_raw_data": encoded,
    }


@answers("exportSamlData")
def export_saml_data(call: Call) -> Json:
    """The metadata of SigningHub for an identity provider, by the name of the connector."""
    name = (call.body or {}).get("name")
    found = next((one for one in call.world.connectors.values() if one["name"] == name), None)
    if found is None or found["identifier"] != "SAML":
        raise Refusal(404, "There is no such SAML connector.")
    entity = f"https://web.signinghub.example/saml/{found['id']}"
    xml = f'<EntityDescriptor xmlns="{METADATA[1:-1]}" entityID="{entity}"><SPSSODescriptor/></EntityDescriptor>'
    return Answer(xml.encode(), content_type="application/xml")


@answers("sendMessage")
def send_message(call: Call) -> Json:
    """A text message, to try a connector."""
    number = (call.body.get("mobile_number") or "").strip()
    if not re.fullmatch(r"\+?[0-9 ]{6,20}", number):
        raise invalid("mobile_number", "is no mobile number.")
    if not settings_in(call.body["connector_detail"], "connector_detail").get("url"):
        raise invalid("connector_detail", "has no url.")
    call.world.mails.append(Mail(to=number, subject="SMS"))
    return {"message": "The message has been sent."}


def settings_in(detail: Any, place: str) -> Record:
    """The settings in a body by name. A mask is no secret, and nobody means it."""
    found: Record = {}
    for one in detail or ():
        name, value = one.get("attribute_name"), one.get("attribute_value")
        if not name or name in found:
            raise invalid(place, "has a setting without a name, or one twice.")
        if value == MASK:
            raise invalid(place, f"{name} is a mask.")
        found[name] = value
    return found


def beside_in(detail: Any) -> dict[str, Record]:
    """What stands beside name and value of each setting: nobody knows it here either, and it is kept."""
    known = {"attribute_name", "attribute_value"}
    return {one["attribute_name"]: {key: one[key] for key in one.keys() - known} for one in detail or ()}


def pairs(settings: Record, beside: dict[str, Record]) -> list[Record]:
    """Settings as they go over the wire."""
    return [
        {"attribute_name": name, "attribute_value": value, **beside.get(name, {})} for name, value in settings.items()
    ]


def is_secret(call: Call, name: str) -> bool:
    """Whether the contract calls a setting a secret; of a provider that it does not know, by the name."""
    declared = call.contract.components["schemas"].get("ConnectorSettings", {}).get("properties", {})
    return declared[name].get("x-secret", False) if name in declared else name.endswith(("_pin", "_secret", "_key"))


def refers(value: Any, key: str, found: Record) -> bool:
    """Whether somewhere in a document, under such a key, stands {id, name} of a record."""
    if isinstance(value, list):
        return any(refers(one, key, found) for one in value)
    if not isinstance(value, dict):
        return False
    return any(
        (re.fullmatch(key, name.lower()) is not None and _is(one, found)) or refers(one, key, found)
        for name, one in value.items()
    )


def _is(value: Any, found: Record) -> bool:
    if isinstance(value, list):
        return any(_is(one, found) for one in value)
    return isinstance(value, dict) and found["id"] == value.get("id")


def _connector(call: Call) -> Record:
    found = call.world.connectors.get(call["id"])
    if found is None:
        raise Refusal(404, f"No such connector: {call['id']}")
    return found


def _shown(call: Call, found: Record) -> list[Record]:
    mask = None if found["identifier"] in BLANK_SECRETS else MASK
    shown = {name: mask if is_secret(call, name) and value else value for name, value in found["detail"].items()}
    return pairs(shown, found.get("beside", {}))


def _certificates(call: Call) -> list[x509.Certificate]:
    raw = base64.b64decode(call.body["file"])
    try:
        if b"-----BEGIN" in raw:
            return x509.load_pem_x509_certificates(raw)
        return [x509.load_der_x509_certificate(raw)]
    except ValueError as error:
        raise invalid("file", "is no certificate.") from error


def _location(root: ElementTree.Element, service: str, binding: str) -> str | None:
    for node in root.iter(METADATA + service):
        if node.get("Binding", "").endswith(binding):
            return node.get("Location")
    return None
