import base64
import random
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from console.vault.pfx import MAX_AT_ONCE, MAX_BYTES, MESSAGES, PfxError, open_pfx, read_pfx
from tests.console.vault.pfx_files import (
    PASSWORD,
    TODAY,
    new_certificate,
    new_encryption,
    new_key,
    new_pfx,
    with_mac_iterations,
    without_mac,
)

# Made once by `openssl pkcs12 -export -legacy`: certificates under 40-bit RC2, key under 3DES; valid until 2100.
OLD_PASSWORD = "old-password"
RC2_PFX = base64.b64decode("""
MIIDkgIBAzCCA1gGCSqGSIb3DQEHAaCCA0kEggNFMIIDQTCCAjcGCSqGSIb3DQEHBqCCAigwggIkAgEAMIICHQYJKoZIhvcNAQcBMBwGCiqGSI
b3DQEMAQYwDgQIJoNOE2Am0q8CAggAgIIB8GwWtJNvkgcF22P10EtyDyiuj0pg/6fCdbzG0T/5d1E7nTSZoFDG+2Zr41EVXrcLSo/h8c/4bRpO
fC/neQXnrieQjOqcg9wuAO8sujdS4QE7wzxjkD+WxMpC/7W8k5klld/yB3vWnO1nSqSUiPdr36vc/MaU75oUllcwb1624c4/a5KNcm75n/31eB
yPEXFAe9zCw1BNOcsA12ib3kQCZ2U7XeW1Tx8N9PecUkPrRSeRh3EGoyGyM5EgxMAojfPi3UQPIjbRwggnbV1KQyGBIa9300mrC8rSPeaw3OgX
JCQ/eDT7wExmmt45JQ8u9lNy/ZloZAXyzKtdl8GEiAhlFDtvYByeyUd8OqKkkIwZLQZbVALyvlBeehZB30IEL+s7CNCPf6c6/EBl9K6dEhJ8AS
msg7nSOGuyLErFR+EZl2XXKz1FZIwxSrfJPFdBzJ0DYj01eJrHhLC7+BGp1KEknlnD36S7ge8m5sBWfOBeaw4ubIcyCQWxEMsvohKutc3KsNhn
Rl8zScoXYGKqdLzPuGKpT9XGEPs6Aw+HYKN/85m/pZI6y2u1tVqeqiQuwMnDWAhyCslGHnHQw4ysMsLSk12tASmw3tpVn/+8mfBgOAyokfmU6o
rinRTK4sPNKwMkD6ThWq/zDu/JV7dqGiLUdIIwggECBgkqhkiG9w0BBwGggfQEgfEwge4wgesGCyqGSIb3DQEMCgECoIG0MIGxMBwGCiqGSIb3
DQEMAQMwDgQIJo5FujaFPQMCAggABIGQQr2DMm4bsJsWMqbXlxSNOTjXQ98E4N12dNZcU5c9tzW0/F9CzSgY/Xv726VdZZeolZcaERd2/EnvGU
gsyuJ72/vnJ+RaWMkCtLtme42U1aMfgRXugxIqIpyrI6RM+5Iz1GGFQ3C+6zcbwYCgeuv3SzWTLjBMdc+4w2kouhQrruLBSnAYwkMG/kdKFBzK
/PxIMSUwIwYJKoZIhvcNAQkVMRYEFJtjw69YRrI0rC484ZPtO+auQPlcMDEwITAJBgUrDgMCGgUABBTaqWLQaLzCbiHNlIk83Lr2MHDTQgQITK
M34L0llkUCAggA
""")

# Made once by openssl, as nothing newer still writes it: a certificate signed with SHA-1 by another; valid until 2100.
SHA1_PFX = base64.b64decode("""
MIIDnAIBAzCCA1IGCSqGSIb3DQEHAaCCA0MEggM/MIIDOzCCAfIGCSqGSIb3DQEHBqCCAeMwggHfAgEAMIIB2AYJKoZIhvcNAQcBMFcGCSqGSI
b3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgtbWCgyyb7DwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMLC9DPRzqUxAa5Ec732vnOA
ggFwbI1TmLhAueGLkm0cTAhL3t14IXOPQ2H+D6vGCdH3jIATxazwE8m5LSNd4CDroLURdunK4fIp6o/sgmRhc8WgPxubKRw49olW1oqDxZXzHi
7MWkeXkQICPXPbZmX+r+Bg9biMUT6OJg5vcYmWdAm5bAmp1iLhz9CE2SlJS+fiyYjf4aQPgnWKi9dYM2JjCu6m8liYGGTk1BlhGjrx/g3nr2d+
G4AhXj7GZG+bFLZvotIgoDc8XRYi91uF+VuyzcQshXqzWoMcm0YISkKXGVM+C1aLx54loGgkVLYOUyZ/SuAbEtmTggUez4ftGRUaweEksdOAJv
//INqt6seXONRWdFf/kAEwSvZADycxTV5SDsoE9c4KJAIirH21yOUKKP8KlwcggKWOQ7aDvYaXtkPakUE99T02+OrmEUQmvs0/u31Ud6ClcyFd
DwG5ni0NTIkBdHOJz3LbuORc3dVsJekfqXDH+b7CxdNB6IAc1L2lBWUwggFBBgkqhkiG9w0BBwGgggEyBIIBLjCCASowggEmBgsqhkiG9w0BDA
oBAqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIabvoVTtXAvICAggAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBDH
qrpQHI4LfufH/2GxvgkYBIGQWxuSAaNrXVTXEDY0SVutLLMBe/wN6My5f98sYbF6yfnjUV5CHB6SHbeoCWRXCU2tEg08mPE2pFbAC51325ZSt4
4LgN/s53rENGBqVzGkRARilROds+Lx8pJ/EMhQQts01ynXKloDpud0aDL+GftRcuzrVrQ7ED2E1tyQGsUTku2yMv+LkqK3EexIFCSCZOIYMSUw
IwYJKoZIhvcNAQkVMRYEFL9P1haNaAblLbk4UMjAKYcyUtHMMEEwMTANBglghkgBZQMEAgEFAAQgeyL0VhMaLPNGiHQsOY4c/AnxP39ruSr0TA
qEbJlHArIECAr6UHRuOX4qAgIIAA==
""")


def refusal(data, password=PASSWORD):
    with pytest.raises(PfxError) as refused:
        read_pfx(data, password)
    return refused.value


def test_the_facts_of_a_certificate_are_read():
    facts = read_pfx(new_pfx(), PASSWORD)
    assert facts.subject == "CN=Ann Example"
    assert facts.issuer == "CN=Ann Example"
    assert facts.serial == "abcdef"
    assert facts.email == "ann@signinghub.example"
    assert len(facts.fingerprint) == 64
    assert (facts.not_after - TODAY).days == 100


def test_the_address_may_stand_in_the_subject():
    key = new_key()
    name = x509.Name([x509.NameAttribute(NameOID.EMAIL_ADDRESS, "bob@signinghub.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(TODAY.replace(year=TODAY.year - 1))
        .not_valid_after(TODAY.replace(year=TODAY.year + 1))
        .sign(key, hashes.SHA256())
    )
    assert read_pfx(new_pfx(key=key, certificate=certificate), PASSWORD).email == "bob@signinghub.example"


def test_what_is_no_address_is_left_out():
    assert read_pfx(new_pfx(email="not an address"), PASSWORD).email == ""


@pytest.mark.parametrize("password", ["correct-horse", "pässwörd", "пароль", "密码", "🔑", "كلمة السر", " ", ""])
@pytest.mark.parametrize(
    ("scheme", "digest"),
    [
        (pkcs12.PBES.PBESv2SHA256AndAES256CBC, hashes.SHA256()),
        (pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC, hashes.SHA1()),  # noqa: S303 - as old files are
    ],
    ids=["new", "old"],
)
def test_old_and_new_encryption_open_with_a_password_in_any_script(password, scheme, digest):
    encryption = new_encryption(password.encode(), scheme, digest) if password else serialization.NoEncryption()
    assert read_pfx(new_pfx(encryption=encryption), password).subject == "CN=Ann Example"


def test_the_oldest_encryption_opens():
    assert read_pfx(RC2_PFX, OLD_PASSWORD).subject == "CN=Olga Old"


def test_a_password_that_an_old_program_took_byte_by_byte_opens():
    taken = "pässwörd".encode().decode("latin-1")
    assert read_pfx(new_pfx(taken), "pässwörd").subject == "CN=Ann Example"


@pytest.mark.parametrize("password", ["wrong", "", "Correct-horse", PASSWORD + " ", "\ud800", "x" * 10_000])
def test_a_wrong_password_is_refused(password):
    assert refusal(new_pfx(), password).code == "wrong_password"


@pytest.mark.parametrize(
    "data",
    [b"x", b"PK\x03\x04 not a PFX", b"-----BEGIN CERTIFICATE-----\n", b"\x30\x82\xff\xff", b"\x00" * MAX_BYTES],
    ids=["one byte", "zip", "PEM", "cut", "zeros"],
)
def test_what_is_no_pfx_is_refused(data):
    assert refusal(data).code == "not_a_pfx"


@pytest.mark.parametrize("size", [10, 200, 700])
def test_a_damaged_file_is_refused(size):
    assert refusal(new_pfx()[:size]).code == "not_a_pfx"


def test_a_certificate_that_makes_no_sense_is_refused():
    data = without_mac(new_pfx(encryption=serialization.NoEncryption()))
    assert read_pfx(data, "").subject == "CN=Ann Example"
    version, nonsense = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x59"
    assert refusal(data.replace(version, nonsense), "").code == "unreadable_certificate"


@pytest.mark.parametrize("seed", range(5))
def test_damage_anywhere_ends_in_a_refusal(seed):
    data = bytearray(without_mac(new_pfx(encryption=serialization.NoEncryption())))
    dice = random.Random(seed)  # noqa: S311 - no secret, only the same damage each time
    for _ in range(10):
        data[dice.randrange(len(data))] = dice.randrange(256)
    assert refusal(bytes(data), "").code not in {"failed", "busy", "too_slow"}


def test_an_empty_file_is_refused():
    assert refusal(b"").code == "empty"


def test_a_file_over_64_kb_is_refused():
    """Statement 49."""
    assert refusal(b"\x30" * (MAX_BYTES + 1)).code == "too_large"


def test_a_file_without_a_key_is_refused():
    data = pkcs12.serialize_key_and_certificates(
        b"", None, new_certificate(new_key()), None, new_encryption(PASSWORD.encode())
    )
    assert refusal(data).code == "no_key"


def test_a_file_without_a_certificate_is_refused():
    data = pkcs12.serialize_key_and_certificates(b"", new_key(), None, None, new_encryption(PASSWORD.encode()))
    assert refusal(data).code == "no_certificate"


def test_a_key_with_somebody_elses_certificate_is_refused():
    other = new_certificate(new_key())
    data = pkcs12.serialize_key_and_certificates(b"", new_key(), None, [other], new_encryption(PASSWORD.encode()))
    assert refusal(data).code == "mismatch"


def test_the_own_certificate_is_found_among_others_and_comes_first():
    key, ca_key = new_key(), new_key()
    ca = new_certificate(ca_key, name="Example CA", purposes=())
    own = new_certificate(key, issuer=ca, issuer_key=ca_key)
    data = pkcs12.serialize_key_and_certificates(b"", key, None, [ca, own], new_encryption(PASSWORD.encode()))
    opened = open_pfx(data, PASSWORD)
    assert opened.facts.issuer == "CN=Example CA"
    assert x509.load_pem_x509_certificates(opened.pem.encode()) == [own, ca]


def test_an_expired_certificate_is_refused_with_its_date():
    error = refusal(new_pfx(starts=-20, ends=-1))
    assert error.code == "expired"
    assert str(TODAY.year) in error.message


def test_a_certificate_that_is_not_valid_yet_is_refused():
    assert refusal(new_pfx(starts=1)).code == "not_yet_valid"


def test_a_certificate_for_servers_is_refused():
    assert refusal(new_pfx(purposes=(ExtendedKeyUsageOID.SERVER_AUTH,))).code == "wrong_purpose"


@pytest.mark.parametrize(
    "purposes",
    [
        (),
        (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,),
        (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH),
    ],
    ids=["none named", "any", "one of two"],
)
def test_a_certificate_that_clients_may_use_is_taken(purposes):
    assert read_pfx(new_pfx(purposes=purposes), PASSWORD).subject == "CN=Ann Example"


@pytest.mark.parametrize(
    "make_key",
    [
        lambda: rsa.generate_private_key(65537, 2048),
        lambda: ec.generate_private_key(ec.SECP384R1()),
        lambda: ec.generate_private_key(ec.SECP521R1()),
    ],
    ids=["RSA 2048", "P-384", "P-521"],
)
def test_usual_keys_are_taken(make_key):
    assert read_pfx(new_pfx(key=make_key()), PASSWORD).subject == "CN=Ann Example"


def test_an_edwards_key_is_taken():
    key, ca_key = ed25519.Ed25519PrivateKey.generate(), new_key()
    ca = new_certificate(ca_key, name="Example CA", purposes=())
    certificate = new_certificate(key, issuer=ca, issuer_key=ca_key)
    assert read_pfx(new_pfx(key=key, certificate=certificate), PASSWORD).issuer == "CN=Example CA"


@pytest.mark.parametrize(
    "make_key",
    [
        lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505 - that is the point
        lambda: dsa.generate_private_key(2048),
        lambda: ec.generate_private_key(ec.SECP256K1()),
    ],
    ids=["RSA 1024", "DSA", "secp256k1"],
)
def test_keys_that_tls_does_not_take_are_refused(make_key):
    assert refusal(new_pfx(key=make_key())).code == "unsupported"


def test_a_certificate_whose_signature_tls_finds_too_weak_is_refused():
    assert refusal(SHA1_PFX, OLD_PASSWORD).code == "too_weak"


def test_an_own_chain_is_taken_and_a_heap_of_certificates_is_refused():
    key = new_key()
    heap = [new_certificate(new_key(), name=f"CA {number}", email="", purposes=()) for number in range(150)]
    assert read_pfx(new_pfx(key=key, others=heap[:5]), PASSWORD).subject == "CN=Ann Example"
    assert refusal(new_pfx(key=key, others=heap)).code == "too_many_certificates"


def test_a_thousand_certificates_are_too_large():
    """Statement 51."""
    one = new_certificate(new_key(), email="", purposes=())
    assert refusal(new_pfx(others=[one] * 1000)).code == "too_large"


def test_certificates_that_issue_each_other_in_a_circle_end():
    """Statement 51."""
    first_key, second_key = new_key(), new_key()
    second_named = new_certificate(second_key, name="Second", purposes=())
    first = new_certificate(first_key, name="First", issuer=second_named, issuer_key=second_key)
    second = new_certificate(second_key, name="Second", issuer=first, issuer_key=first_key, purposes=())
    facts = read_pfx(new_pfx(key=first_key, certificate=first, others=[second]), PASSWORD)
    assert (facts.subject, facts.issuer) == ("CN=First", "CN=Second")


def children():
    """The processes that this one has started and that still run."""
    # Read thread by thread, so twice: one that ended while we read is not there the second time.
    return len(listed_children() & listed_children())


def listed_children():
    return {pid for path in Path("/proc/self/task").glob("*/children") for pid in started_by(path)}


def started_by(path):
    try:
        return path.read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        # A thread that ended while we looked.
        return []


def test_files_that_ask_for_absurd_work_are_refused_while_the_site_goes_on():
    """Statement 49."""
    hostile = with_mac_iterations(new_pfx(), 2**31 - 1)
    codes, before = [], children()
    threads = [threading.Thread(target=lambda: codes.append(refusal(hostile).code)) for _ in range(3)]
    for thread in threads:
        thread.start()
    steps, most = 0, 0
    while any(thread.is_alive() for thread in threads):
        most = max(most, children() - before)
        steps += 1
    # The third waits for a place, on a busy machine longer than anybody is made to wait.
    assert codes.count("too_slow") >= MAX_AT_ONCE
    assert set(codes) <= {"too_slow", "busy"}
    # Parsed in this process, the file would let this loop make a handful of steps (Python's lock is held meanwhile).
    assert steps > 1000
    assert 1 <= most <= MAX_AT_ONCE
    assert children() == before


def test_a_large_but_honest_amount_of_work_is_done():
    rounds = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(600_000)
    encryption = rounds.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC).build(PASSWORD.encode())
    assert read_pfx(new_pfx(encryption=encryption), PASSWORD).subject == "CN=Ann Example"


def test_each_refusal_has_its_own_sentence():
    """Statement 50."""
    assert len({str(message) for message in MESSAGES.values()}) == len(MESSAGES)


def test_the_password_of_the_file_is_not_kept():
    opened = open_pfx(new_pfx(), PASSWORD)
    assert opened.passphrase != PASSWORD
    assert "ENCRYPTED PRIVATE KEY" in opened.pem
    serialization.load_pem_private_key(opened.pem.encode(), opened.passphrase.encode())
    assert opened.passphrase not in repr(opened)
