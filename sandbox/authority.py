"""The sandbox's own certificate authority, and the files a console needs to be its client.

Everything here is thrown away with the directory: no key of it protects anything.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DAY = timedelta(days=1)
SPARE = 30 * DAY  # files with less life than this are made anew
DOMAIN = "signinghub.example"


@dataclass(frozen=True)
class Person:
    """One of the operators whose PFX the sandbox makes."""

    name: str
    full_name: str
    role: str
    password: bool = True
    pfx_password: bool = True
    generated: bool = False
    active: bool = True

    @property
    def email(self) -> str:
        """The address in the certificate, which is also the operator's."""
        return f"{self.name}@{DOMAIN}"


PEOPLE = (
    Person("administrator", "Priya Natarajan", "Administrator"),
    Person("support", "Jón Þór Ægisson", "Support desk"),
    Person("auditor", "Maïté D'Hoore", "Auditor"),
    Person("no-password", "山田 花子", "Administrator", password=False),
    Person("generated", "Żaneta Źrebiec", "Support desk", generated=True),
    Person("unreadable-role", "عبد الله بن سعود", "Legacy (imported)"),
    Person("plain-pfx", "Ingrid Ødegård", "Auditor", pfx_password=False),
    Person("inactive", "Basil Leaver", "Support desk", active=False),
    Person("expired", "Thea van 't Hoff", "Administrator"),
    Person("stranger", "Mallory Strange", ""),
)


@dataclass(frozen=True)
class Issued:
    """A certificate with its PFX."""

    certificate: x509.Certificate
    pfx: bytes

    @property
    def der(self) -> bytes:
        """The certificate alone, DER."""
        return self.certificate.public_bytes(Encoding.DER)


class Authority:
    """A certificate authority that issues client certificates and the server's own."""

    def __init__(self, key: PrivateKey, certificate: x509.Certificate) -> None:
        self.key = key
        self.certificate = certificate

    @classmethod
    def create(cls, common_name: str) -> Authority:
        """Make a new authority that lasts ten years."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 800 * DAY)
            .not_valid_after(now + 3650 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(_key_usage(authority=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(key, certificate)

    def issue_client(
        self,
        common_name: str,
        email: str,
        password: str | None,
        *,
        valid_from: datetime | None = None,
        days: int = 730,
        rsa_key: bool = False,
        old_encryption: bool = False,
    ) -> Issued:
        """A PFX for an operator; `password` None leaves it unprotected, `old_encryption` is 3DES as old tools write."""
        key: PrivateKey = _rsa_key() if rsa_key else ec.generate_private_key(ec.SECP256R1())
        begins = valid_from or datetime.now(UTC) - DAY
        certificate = (
            self._builder(key, begins, days)
            .subject_name(
                x509.Name(
                    [
                        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SigningHub sandbox"),
                        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
                        x509.NameAttribute(NameOID.EMAIL_ADDRESS, email),
                    ]
                )
            )
            .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        protection = _protection(password, old_encryption=old_encryption)
        pfx = pkcs12.serialize_key_and_certificates(email.encode(), key, certificate, [self.certificate], protection)
        return Issued(certificate, pfx)

    def issue_server(self, directory: Path) -> None:
        """Write server.pem and server-key.pem for the loopback names."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            x509.IPAddress(ipaddress.ip_address("::1")),
        ]
        certificate = (
            self._builder(key, datetime.now(UTC) - DAY, 800)
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        _write(directory / "server.pem", certificate.public_bytes(Encoding.PEM))
        _write(directory / "server-key.pem", _private_pem(key))

    def _builder(self, key: PrivateKey, begins: datetime, days: int) -> x509.CertificateBuilder:
        public = key.public_key()
        return (
            x509.CertificateBuilder()
            .issuer_name(self.certificate.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + days * DAY)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.certificate.public_key()),  # type: ignore[arg-type]
                critical=False,
            )
            .add_extension(_key_usage(authority=False), critical=True)
        )


@dataclass(frozen=True)
class Identity:
    """What the sandbox knows of an operator from the files: certificate (DER), password or None."""

    person: Person
    certificate: bytes
    password: str | None


@dataclass(frozen=True)
class Files:
    """The directory of the sandbox."""

    directory: Path
    client_id: str
    client_secret: str
    identities: tuple[Identity, ...]

    def authority(self) -> Authority:
        """The authority that issued the operators' certificates."""
        key = load_pem_private_key((self.directory / "ca-key.pem").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - written by this module
        return Authority(key, x509.load_pem_x509_certificate((self.directory / "ca.pem").read_bytes()))


def prepare(directory: Path) -> Files:
    """Read the files of the directory, making them first where they are missing or about to expire.

    A second start in the same directory keeps them, so that a console set up with them stays connected.
    """
    if not _is_usable(directory):
        _make(directory)
    return _read(directory)


def _is_usable(directory: Path) -> bool:
    wanted = ["ca.pem", "ca-key.pem", "stranger-ca.pem", "server.pem", "server-key.pem", "client-id.txt"]
    wanted += ["client-secret.txt", "operators.json", *(f"{person.name}.pfx" for person in PEOPLE)]
    wanted += [f"{person.name}.cer" for person in PEOPLE]
    if not all((directory / name).is_file() for name in wanted):
        return False
    certificates = [
        x509.load_pem_x509_certificate((directory / "server.pem").read_bytes()),
        x509.load_der_x509_certificate((directory / "administrator.cer").read_bytes()),
    ]
    return all(certificate.not_valid_after_utc > datetime.now(UTC) + SPARE for certificate in certificates)


def _make(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    ours, strangers = Authority.create("SigningHub sandbox CA"), Authority.create("A stranger's CA")
    _write(directory / "ca.pem", ours.certificate.public_bytes(Encoding.PEM))
    _write(directory / "ca-key.pem", _private_pem(ours.key))
    _write(directory / "stranger-ca.pem", strangers.certificate.public_bytes(Encoding.PEM))
    ours.issue_server(directory)
    _write(directory / "client-id.txt", b"admin-console")
    _write(directory / "client-secret.txt", secrets.token_urlsafe(24).encode())
    table = {}
    for person in PEOPLE:
        table[person.name] = _make_person(directory, person, strangers if person.name == "stranger" else ours)
    _write(directory / "operators.json", (json.dumps(table, ensure_ascii=False, indent=2) + "\n").encode())


def _make_person(directory: Path, person: Person, authority: Authority) -> dict[str, object]:
    pfx_password = secrets.token_urlsafe(12) if person.pfx_password else None
    past = datetime.now(UTC) - 400 * DAY if person.name == "expired" else None
    issued = authority.issue_client(
        person.full_name,
        person.email,
        pfx_password,
        valid_from=past,
        days=365 if past else 730,
        rsa_key=person.name == "administrator",
        old_encryption=person.name == "auditor",
    )
    entry: dict[str, object] = {"email": person.email, "name": person.full_name, "role": person.role}
    contents = {
        "pfx": (".pfx", issued.pfx),
        "certificate": (".cer", issued.der),
        "pfx_password": (".pfx-password.txt", pfx_password.encode() if pfx_password else None),
        "password": (".password.txt", secrets.token_urlsafe(12).encode() if person.password else None),
    }
    for key, (ending, content) in contents.items():
        path = directory / f"{person.name}{ending}"
        entry[key] = path.name if content is not None else None
        if content is None:
            path.unlink(missing_ok=True)
        else:
            _write(path, content)
    return entry


def _read(directory: Path) -> Files:
    identities = []
    for person in PEOPLE:
        password = directory / f"{person.name}.password.txt"
        identities.append(
            Identity(
                person=person,
                certificate=(directory / f"{person.name}.cer").read_bytes(),
                password=password.read_text("utf-8").strip() if person.password else None,
            )
        )
    return Files(
        directory=directory,
        client_id=(directory / "client-id.txt").read_text("utf-8").strip(),
        client_secret=(directory / "client-secret.txt").read_text("utf-8").strip(),
        identities=tuple(identities),
    )


def _write(path: Path, content: bytes) -> None:
    """Secrets of a throw-away sandbox are still only their owner's to read."""
    path.touch(mode=0o600)
    path.write_bytes(content)


def _private_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _protection(password: str | None, *, old_encryption: bool) -> KeySerializationEncryption:
    if password is None:
        return NoEncryption()
    if not old_encryption:
        return BestAvailableEncryption(password.encode())
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2048)
        .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())  # noqa: S303 - what old tools write is the point
        .build(password.encode())
    )


@lru_cache(maxsize=1)
def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
