"""TLS that fails, told apart in plain words. Nothing offers to go on all the same."""

import socket
import ssl
import threading

import httpx
import pytest

from console.api.errors import ApiUnreachable, CertificateRefused, ExchangeRefused
from console.api.exchange import exchange
from console.api.failures import unreachable
from tests.console.api.certificates import demand_client_certificate, expired_identity, server_context
from tests.console.api.wire_server import Reply


@pytest.fixture
def call(api, environment, serve):
    """Calls a server with the given TLS context; returns the error."""

    def over(context):
        server = serve(context)
        environment.api_url = server.url
        environment.save()
        with pytest.raises(ApiUnreachable) as caught:
            api.call("getAccount", id=7, deadline=5)
        assert server.received == []
        return caught.value

    return over


def test_a_good_server_is_shown_our_certificate(api, environment, serve, tmp_path, authority):
    server = serve(demand_client_certificate(server_context(tmp_path, authority), authority))
    environment.api_url = server.url
    server.answer(Reply(data={"id": 7}))
    assert api.call("getAccount", id=7).data == {"id": 7}


def test_a_server_of_an_authority_we_do_not_know(call, tmp_path, strangers_authority):
    error = call(server_context(tmp_path, strangers_authority))
    assert "authority" in error.message
    assert error.sent is False


def test_a_server_of_another_name(call, tmp_path, authority):
    error = call(server_context(tmp_path, authority, address="127.0.0.9"))
    assert "another name" in error.message
    assert error.sent is False


@pytest.mark.parametrize(("begins", "days"), [(-40, 30), (2, 30)])
def test_a_server_whose_certificate_is_out_of_date(call, tmp_path, authority, begins, days):
    error = call(server_context(tmp_path, authority, begins=begins, days=days))
    assert "expired or is not valid yet" in error.message
    assert error.sent is False


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_does_not_know_the_issuer_of_our_certificate(
    call, tmp_path, authority, strangers_authority, version
):
    context = demand_client_certificate(server_context(tmp_path, authority), strangers_authority)
    context.minimum_version = context.maximum_version = version
    error = call(context)
    assert isinstance(error, CertificateRefused)
    assert "issuer" in error.message
    assert error.sent is False


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_finds_our_certificate_expired(environment, serve, tmp_path, authority, version):
    context = demand_client_certificate(server_context(tmp_path, authority), authority)
    context.minimum_version = context.maximum_version = version
    environment.api_url = serve(context).url
    with pytest.raises(ExchangeRefused, match="expired") as caught:
        exchange(environment, expired_identity(authority), None)
    assert caught.value.reason == "certificate"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_a_server_without_our_tls_versions(call, tmp_path, authority):
    context = server_context(tmp_path, authority)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    assert "TLS version" in call(context).message


def test_a_server_that_speaks_no_tls_at_all(api, environment):
    with socket.create_server(("127.0.0.1", 0)) as plain:
        environment.api_url = f"https://127.0.0.1:{plain.getsockname()[1]}"
        threading.Thread(target=refuse_in_plain_http, args=(plain,), daemon=True).start()
        with pytest.raises(ApiUnreachable, match="TLS version"):
            api.call("getAccount", id=7, deadline=5)


def refuse_in_plain_http(listening):
    connection, _address = listening.accept()
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    connection.recv(65536)
    connection.close()


def test_the_five_messages_differ():
    """And so do those for a name that is not known and a connection that is refused."""
    messages = {explain(cause).message for cause in causes()}
    assert len(messages) == len(causes())


def causes():
    verification = []
    for code in (10, 18, 62):
        cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
        cause.verify_code = code
        verification.append(cause)
    return [
        *verification,
        ssl.SSLError(1, "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required"),
        ssl.SSLError(1, "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version"),
        socket.gaierror(-2, "Name or service not known"),
        ConnectionRefusedError(111, "Connection refused"),
    ]


def explain(cause):
    error = httpx.ConnectError("canary-error-text")
    error.__cause__ = cause
    return unreachable(error, "getAccount", "request-1")
