"""PFX files of every kind that somebody may hand in."""

from __future__ import annotations

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "correct-horse"
TODAY = datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


def new_certificate(
    key,
    *,
    name="Ann Example",
    email="ann@signinghub.example",
    starts=-1,
    ends=100,
    purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,),
    issuer=None,
    issuer_key=None,
    issues=False,
):
    """A certificate whose days are counted from today; signed by itself unless an issuer is given."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(0xABCDEF)
        .not_valid_before(TODAY + datetime.timedelta(days=starts))
        .not_valid_after(TODAY + datetime.timedelta(days=ends))
    )
    if email:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if issues:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(issuer_key or key, hashes.SHA256())


def new_encryption(password, scheme=pkcs12.PBES.PBESv2SHA256AndAES256CBC, digest=None):
    builder = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2000)
    return builder.key_cert_algorithm(scheme).hmac_hash(digest or hashes.SHA256()).build(password)


def new_pfx(password=PASSWORD, *, key=None, certificate=None, others=(), encryption=None, **facts):
    """A PFX, by default with a fresh key and a certificate that is in order."""
    key = key or new_key()
    certificate = certificate or new_certificate(key, **facts)
    encryption = encryption or new_encryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"identity", key, certificate, list(others), encryption)


def with_mac_iterations(pfx, iterations):
    """The same PFX with another count for its password check: the last number in the file; lengths follow."""
    at = mac_position(pfx)
    mac = pfx[at + 2 : -4] + b"\x02\x04" + iterations.to_bytes(4, "big")  # In place of 02 02 and two bytes.
    return sequence(pfx[4:at] + bytes([0x30, len(mac)]) + mac)


def without_mac(pfx):
    """The same PFX without its password check, so that damage is found only where it is."""
    return sequence(pfx[4 : mac_position(pfx)])


def mac_position(pfx):
    # A sequence of a version (3 bytes), the content, and the MAC, with two bytes for each of the larger lengths.
    at = 4 + 3 + 4 + int.from_bytes(pfx[9:11], "big")
    assert pfx[at] == 0x30
    assert pfx[at + 1] == len(pfx) - at - 2
    return at


def sequence(content):
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content
