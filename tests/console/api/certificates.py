"""Certificates for servers that a client should or should not trust."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from console.vault.identity import Identity
from sandbox.authority import Authority

DAY = dt.timedelta(days=1)


def pem(authority: Authority) -> str:
    return authority.certificate.public_bytes(Encoding.PEM).decode()


def server_context(
    folder: Path, authority: Authority, *, address: str = "127.0.0.1", begins: int = -1, days: int = 30
) -> ssl.SSLContext:
    """A server's TLS context with a certificate for one IP address; `begins` in days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins * DAY)
        .not_valid_after(now + (begins + days) * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.certificate.public_key()), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )
    chain = folder / f"{certificate.serial_number}.pem"
    chain.write_bytes(
        certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


def demand_client_certificate(context: ssl.SSLContext, authority: Authority) -> ssl.SSLContext:
    """Let the server refuse clients whose certificate is not `authority`'s."""
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=pem(authority))
    return context


def expired_identity(authority: Authority) -> Identity:
    """What a credential opens to whose certificate ended after it was stored."""
    long_ago = dt.datetime.now(dt.UTC) - 9 * DAY
    issued = authority.issue_client("Old", "old@example.com", "pfx-password", valid_from=long_ago, days=1)
    key, certificate, _chain = pkcs12.load_key_and_certificates(issued.pfx, b"pfx-password")
    pem_text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase"))
    pem_text += certificate.public_bytes(Encoding.PEM)
    return Identity(pem_text.decode(), "passphrase", "console", "canary-client-secret", None)
