"""The process that opens a PFX: started by console/vault/pfx.py for one file, and killed when it takes too long.

A PFX says itself how often its password is to be hashed, and the library does as told while it holds Python's lock. So
a file of one kilobyte can stop a whole server. Here it stops a process that has a few seconds to live.

Run by path, so it imports nothing of the console. Standard input: the length of the password (4 bytes, big-endian), the
password (UTF-8), the file. Standard output: one JSON object, `{"refused": code, "on": date}` or the opened identity.
"""

from __future__ import annotations

import datetime
import json
import os
import resource
import secrets
import sys
from collections.abc import Iterator

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12

CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
MAX_CERTIFICATES = 20
# Below, OpenSSL's default security level refuses the key; above, each handshake would take seconds.
RSA_BITS = range(2048, 8193)
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)

# The standard has no short name for it, but every tool shows this one.
SHORT_NAMES = {x509.oid.NameOID.EMAIL_ADDRESS: "E"}

# What reading a certificate raises, parts of which are read only when they are asked for.
UNREADABLE = (
    ValueError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey


class Refused(Exception):  # noqa: N818 - the file's fate, not an error of ours
    """The file is not taken; `code` is one of console/vault/pfx.py's, `on` a date that its message names."""

    def __init__(self, code: str, on: datetime.datetime | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.on = on


def confine() -> None:
    """Give up what a hostile file could use: time, memory, files, core dumps, and the site's turn on the CPU."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(10)


def passwords(password: bytes) -> Iterator[bytes | None]:
    """The ways in which programs have written this password into files."""
    if not password:
        yield None
    yield password
    if not password.isascii():
        # OpenSSL before 1.1 took each byte for a character.
        yield password.decode("latin-1").encode()


def load(data: bytes, password: bytes) -> pkcs12.PKCS12KeyAndCertificates:
    """The PFX opened with its password."""
    for attempt in passwords(password):
        try:
            return pkcs12.load_pkcs12(data, attempt)
        except UnsupportedAlgorithm:
            raise Refused("unsupported") from None
        except x509.InvalidVersion:
            raise Refused("unreadable_certificate") from None
        except ValueError as error:
            # One exception type for everything; only this text tells a wrong password from a damaged file.
            if "Invalid password" not in str(error):
                raise Refused("not_a_pfx") from None
    raise Refused("wrong_password")


def checked_key(key: object) -> PrivateKey:
    """The private key, if TLS can sign with it in reasonable time."""
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size in RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, CURVES):
        return key
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return key
    raise Refused("no_key" if key is None else "unsupported")


def own_certificate(key: PrivateKey, opened: pkcs12.PKCS12KeyAndCertificates) -> tuple[x509.Certificate, ...]:
    """The chain, beginning with the certificate that belongs to the key."""
    chain = [entry.certificate for entry in ([opened.cert] if opened.cert else []) + opened.additional_certs]
    if not chain:
        raise Refused("no_certificate")
    if len(chain) > MAX_CERTIFICATES:
        raise Refused("too_many_certificates")
    public = public_bytes(key.public_key())
    own = next((one for one in chain if public_bytes(one.public_key()) == public), None)
    if own is None:
        raise Refused("mismatch")
    return own, *(one for one in chain if one is not own)


def public_bytes(key: CertificatePublicKeyTypes) -> bytes:
    """A public key in the one form in which two can be compared."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def check_use(certificate: x509.Certificate) -> None:
    """Refuse a certificate that is out of its time or made for something else than TLS clients."""
    now = datetime.datetime.now(datetime.UTC)
    if certificate.not_valid_after_utc <= now:
        raise Refused("expired", certificate.not_valid_after_utc)
    if certificate.not_valid_before_utc > now:
        raise Refused("not_yet_valid", certificate.not_valid_before_utc)
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return
    oids = x509.oid.ExtendedKeyUsageOID
    if oids.CLIENT_AUTH not in purposes and oids.ANY_EXTENDED_KEY_USAGE not in purposes:
        raise Refused("wrong_purpose")


def email_of(certificate: x509.Certificate) -> str:
    """The address the certificate names, from its alternative names first; empty where it names none."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        addresses = names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        addresses = []
    attributes = certificate.subject.get_attributes_for_oid(x509.oid.NameOID.EMAIL_ADDRESS)
    addresses += [str(attribute.value) for attribute in attributes]
    return next(iter(addresses), "")


def facts(certificate: x509.Certificate) -> dict[str, str]:
    """What may be shown of a certificate; the serial number and the SHA-256 fingerprint in hexadecimal."""
    return {
        "subject": certificate.subject.rfc4514_string(SHORT_NAMES),
        "issuer": certificate.issuer.rfc4514_string(SHORT_NAMES),
        "serial": f"{certificate.serial_number:x}",
        "fingerprint": certificate.fingerprint(hashes.SHA256()).hex(),
        "email": email_of(certificate),
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
    }


def opened_pfx(data: bytes, password: bytes) -> dict[str, object]:
    """The certificate's facts, and key and chain in the form in which the vault keeps them."""
    opened = load(data, password)
    key = checked_key(opened.key)
    try:
        chain = own_certificate(key, opened)
        check_use(chain[0])
        described = facts(chain[0])
    except UNREADABLE:
        raise Refused("unreadable_certificate") from None
    passphrase = secrets.token_urlsafe(32)
    pem = serialization.Encoding.PEM
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    parts = [key.private_bytes(pem, serialization.PrivateFormat.PKCS8, encryption)]
    parts += [one.public_bytes(pem) for one in chain]
    return {"facts": described, "pem": b"".join(parts).decode(), "passphrase": passphrase}


def name_only(kind: type[BaseException], *_details: object) -> None:
    """Tell the console's log which exception ended this process, and nothing of what it was about."""
    sys.stderr.write(kind.__name__)


def main() -> None:
    """Answer one file."""
    sys.excepthook = name_only
    confine()
    length = int.from_bytes(sys.stdin.buffer.read(4), "big")
    password = sys.stdin.buffer.read(length)
    answer: dict[str, object]
    try:
        answer = opened_pfx(sys.stdin.buffer.read(), password)
    except Refused as refusal:
        answer = {"refused": refusal.code, "on": refusal.on.isoformat() if refusal.on else None}
    except MemoryError:
        answer = {"refused": "too_slow"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
