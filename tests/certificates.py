"""Certificates and keys made for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

KEY = ec.generate_private_key(ec.SECP256R1())
FROM, UNTIL = datetime(2024, 2, 1, tzinfo=UTC), datetime(2044, 2, 1, tzinfo=UTC)


def certificate(subject: str = "CN=Ann Example", issuer: str = "CN=Test CA", *extensions: x509.ExtensionType):
    """A certificate of that subject, signed by nobody in particular."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name.from_rfc4514_string(subject))
        .issuer_name(x509.Name.from_rfc4514_string(issuer))
        .public_key(KEY.public_key())
        .serial_number(0x1234ABCD)
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(KEY, hashes.SHA256())


def der(subject: str = "CN=Ann Example", *extensions: x509.ExtensionType) -> bytes:
    return certificate(subject, "CN=Test CA", *extensions).public_bytes(serialization.Encoding.DER)


def pem(subject: str = "CN=Ann Example") -> str:
    return certificate(subject).public_bytes(serialization.Encoding.PEM).decode()


def key_usage(**used: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    names += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: used.get(name, False) for name in names})


def private_keys() -> dict[str, bytes]:
    """A private key in every usual wrapping."""
    none = serialization.NoEncryption()
    locked = serialization.BestAvailableEncryption(b"secret")
    encodings, formats = serialization.Encoding, serialization.PrivateFormat
    rsa_key = rsa.generate_private_key(65537, 2048)
    return {
        "pkcs8.pem": KEY.private_bytes(encodings.PEM, formats.PKCS8, none),
        "pkcs8.der": KEY.private_bytes(encodings.DER, formats.PKCS8, none),
        "encrypted.pem": KEY.private_bytes(encodings.PEM, formats.PKCS8, locked),
        "encrypted.der": KEY.private_bytes(encodings.DER, formats.PKCS8, locked),
        "sec1.der": KEY.private_bytes(encodings.DER, formats.TraditionalOpenSSL, none),
        "pkcs1.pem": rsa_key.private_bytes(encodings.PEM, formats.TraditionalOpenSSL, none),
        "pkcs1.der": rsa_key.private_bytes(encodings.DER, formats.TraditionalOpenSSL, none),
        "together.pem": pem().encode() + KEY.private_bytes(encodings.PEM, formats.PKCS8, none),
    }


def pfx() -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"ann", KEY, certificate(), None, serialization.BestAvailableEncryption(b"secret")
    )


def public_key() -> bytes:
    encodings, formats = serialization.Encoding, serialization.PublicFormat
    return KEY.public_key().public_bytes(encodings.DER, formats.SubjectPublicKeyInfo)
