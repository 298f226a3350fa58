"""Reading a certificate that somebody hands over or SigningHub returns: one X.509 certificate, and never a key.

Nothing here decrypts, or does work that the input could ask for: a few kilobytes are parsed, or are refused.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID
from django.utils.translation import gettext_lazy

MAX_BYTES = 64 * 1024
# Base64 is a third longer, and has line breaks and a frame.
MAX_TEXT = MAX_BYTES * 3 // 2

PEM_LABEL = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")
PRIVATE_KEY = re.compile(r"PRIVATE\sKEY-----")
SEQUENCE, INTEGER, OBJECT_ID = 0x30, 0x02, 0x06

REFUSALS = {
    "empty": gettext_lazy("There is no certificate in it."),
    "too_large": gettext_lazy("This is more than 64 KB. A certificate is much smaller."),
    "private_key": gettext_lazy(
        "This holds a private key. It was not kept. Export the certificate alone: CER, PEM or Base64."
    ),
    "pfx": gettext_lazy(
        "This is a PFX (PKCS#12), which holds a private key. It was not kept. Export the certificate alone."
    ),
    "several": gettext_lazy("This holds more than one certificate. Give only the certificate of the person."),
    "not_a_certificate": gettext_lazy("This is not a certificate in CER, PEM or Base64."),
}
USAGES = {
    "digital_signature": gettext_lazy("Digital signature"),
    "content_commitment": gettext_lazy("Non-repudiation"),
    "key_encipherment": gettext_lazy("Key encipherment"),
    "data_encipherment": gettext_lazy("Data encipherment"),
    "key_agreement": gettext_lazy("Key agreement"),
    "key_cert_sign": gettext_lazy("Signing certificates"),
    "crl_sign": gettext_lazy("Signing revocation lists"),
}
EXTENDED_USAGES = {
    ExtendedKeyUsageOID.CLIENT_AUTH: gettext_lazy("TLS client"),
    ExtendedKeyUsageOID.SERVER_AUTH: gettext_lazy("TLS server"),
    ExtendedKeyUsageOID.EMAIL_PROTECTION: gettext_lazy("E-mail"),
    ExtendedKeyUsageOID.CODE_SIGNING: gettext_lazy("Code signing"),
    ExtendedKeyUsageOID.TIME_STAMPING: gettext_lazy("Time stamping"),
    ExtendedKeyUsageOID.OCSP_SIGNING: gettext_lazy("OCSP signing"),
}
# All that cryptography raises for a certificate that is one in form only.
UNREADABLE = (
    ValueError,
    TypeError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class CertificateRefused(Exception):  # noqa: N818 - what was handed over is refused
    """No certificate. `code` is a key of REFUSALS; `message` is fit to show and holds nothing of the input."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = str(REFUSALS[code])


@dataclass(frozen=True)
class CertificateFacts:
    """What a certificate says. Serial number and SHA-256 fingerprint are hexadecimal, moments in UTC; `usages` are in
    words, empty where the certificate does not limit its use; `key` is its kind and size; `emails` are the addresses
    that it speaks for, in lower case."""

    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    usages: tuple[str, ...]
    key: str
    fingerprint: str
    emails: tuple[str, ...] = ()


def der_of(given: str | bytes) -> bytes:
    """The one certificate in CER (DER), PEM or Base64, as DER. Raises CertificateRefused."""
    if len(given) > (MAX_BYTES if isinstance(given, bytes) else MAX_TEXT):
        raise CertificateRefused("too_large")
    text = given if isinstance(given, str) else _as_text(given)
    der = given if text is None and isinstance(given, bytes) else _decoded(text or "")
    if not der:
        raise CertificateRefused("empty")
    if len(der) > MAX_BYTES:
        raise CertificateRefused("too_large")
    _refuse_keys(der)
    _read(der)
    return der


def pem_of(der: bytes) -> str:
    """A certificate as text for a form: PEM, with line breaks."""
    body = base64.encodebytes(der).decode("ascii").replace("\n", "")
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----"))


def facts_of(der: bytes) -> CertificateFacts:
    """What a certificate from `der_of` says. Raises CertificateRefused where it cannot be read."""
    return _read(der)


def _as_text(given: bytes) -> str | None:
    """The text that a file holds; None for a binary one."""
    try:
        return given.decode("utf-8-sig") if given[:1] != bytes([SEQUENCE]) or given.isascii() else None
    except UnicodeDecodeError:
        try:
            # Some programs write their files in two bytes a letter.
            return given.decode("utf-16") if given[:2] in (b"\xff\xfe", b"\xfe\xff") else None
        except UnicodeDecodeError:
            return None


def _decoded(text: str) -> bytes:
    """The bytes in PEM or Base64. Raises CertificateRefused for any other text."""
    labels = PEM_LABEL.findall(text)
    if PRIVATE_KEY.search(text):
        raise CertificateRefused("private_key")
    if len(labels) > 1:
        raise CertificateRefused("several")
    if labels:
        frame = re.search(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", text, re.DOTALL)
        if frame is None:
            raise CertificateRefused("not_a_certificate")
        text = frame[2]
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise CertificateRefused("not_a_certificate") from None


def _refuse_keys(der: bytes) -> None:
    """Tell a key or a PFX by how it begins: a certificate begins with two sequences and then no object id."""
    outer = _content_at(der, 0)
    if der[:1] != bytes([SEQUENCE]) or outer is None:
        raise CertificateRefused("not_a_certificate")
    inner = der[outer : outer + 3]
    if inner == bytes([INTEGER, 1, 3]):
        raise CertificateRefused("pfx")
    if inner[:1] == bytes([INTEGER]):
        # PKCS#1, SEC 1 and PKCS#8 all begin with their version.
        raise CertificateRefused("private_key")
    start = _content_at(der, outer)
    if inner[:1] == bytes([SEQUENCE]) and start is not None and der[start : start + 1] == bytes([OBJECT_ID]):
        # The algorithm of an encrypted PKCS#8 key; a public key begins so too, and is no certificate either.
        is_public = der[_end_at(der, outer) :][:1] == b"\x03"
        raise CertificateRefused("not_a_certificate" if is_public else "private_key")


def _content_at(der: bytes, start: int) -> int | None:
    """Where the content of the DER value at `start` begins; None beyond the end."""
    if start + 2 > len(der):
        return None
    length = der[start + 1]
    return start + 2 + (length & 0x7F if length & 0x80 else 0)


def _end_at(der: bytes, start: int) -> int:
    """Where the DER value at `start` ends, as far as it says."""
    content = _content_at(der, start) or len(der)
    length = der[start + 1]
    return content + (int.from_bytes(der[start + 2 : content], "big") if length & 0x80 else length)


def _read(der: bytes) -> CertificateFacts:
    try:
        found = x509.load_der_x509_certificate(der)
        if found.public_bytes(Encoding.DER) != der:
            # Something stands behind the certificate.
            raise CertificateRefused("not_a_certificate")
        return CertificateFacts(
            subject=found.subject.rfc4514_string({NameOID.EMAIL_ADDRESS: "E"}),
            issuer=found.issuer.rfc4514_string({NameOID.EMAIL_ADDRESS: "E"}),
            serial=f"{found.serial_number:x}",
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
            usages=_usages(found),
            key=_key(found),
            fingerprint=found.fingerprint(SHA256()).hex(),
            emails=_emails(found),
        )
    except UNREADABLE:
        raise CertificateRefused("not_a_certificate") from None


def _usages(found: x509.Certificate) -> tuple[str, ...]:
    words: list[str] = []
    for extension in found.extensions:
        value = extension.value
        if extension.oid == ExtensionOID.KEY_USAGE and isinstance(value, x509.KeyUsage):
            words += [str(title) for name, title in USAGES.items() if getattr(value, name)]
        elif extension.oid == ExtensionOID.EXTENDED_KEY_USAGE and isinstance(value, x509.ExtendedKeyUsage):
            words += [str(EXTENDED_USAGES.get(usage, usage.dotted_string)) for usage in value]
    return tuple(words)


def _emails(found: x509.Certificate) -> tuple[str, ...]:
    addresses = [str(name.value) for name in found.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    for extension in found.extensions:
        if isinstance(extension.value, x509.SubjectAlternativeName):
            addresses += extension.value.get_values_for_type(x509.RFC822Name)
    return tuple(dict.fromkeys(address.strip().lower() for address in addresses if address.strip()))


def _key(found: x509.Certificate) -> str:
    try:
        key = found.public_key()
    except (*UNREADABLE, UnsupportedAlgorithm):
        # A kind of key that only this console does not know is no reason to refuse the certificate.
        return found.public_key_algorithm_oid.dotted_string
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "Ed25519"
    return "Ed448" if isinstance(key, ed448.Ed448PublicKey) else type(key).__name__
