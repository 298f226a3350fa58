"""Connections: opened once, shared by all, replaced with the credential."""

import threading

import pytest

from console.api.connections import client_for, close_all
from console.api.errors import ApiUnreachable
from console.vault.credentials import set_admin_password
from console.vault.models import Credential
from tests.console.api.certificates import demand_client_certificate, server_context
from tests.console.api.wire_server import Reply


def test_calls_share_one_connection(api, environment, serve, tmp_path, authority):
    server = serve(demand_client_certificate(server_context(tmp_path, authority), authority))
    environment.api_url = server.url
    for number in range(20):
        api.call("getAccount", id=number)
    assert server.connections == 1


def test_threads_share_the_connections(credential, server):
    client = client_for(credential)
    start = threading.Barrier(8)

    def work():
        start.wait()
        for _ in range(10):
            client.get(f"{server.url}/accounts/7")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.received) == 80
    assert server.connections <= 8


def test_a_credential_keeps_its_pool_until_it_is_replaced(credential):
    first = client_for(credential)
    assert client_for(Credential.objects.get(pk=credential.pk)) is first
    set_admin_password(credential, "other")
    assert client_for(credential) is not first


def test_a_pool_that_was_replaced_ends_its_calls_first(credential, api, server):
    client = client_for(credential)
    set_admin_password(credential, "other")
    client_for(credential)
    assert client.get(f"{server.url}/accounts/7").status_code == 200


def test_new_trust_or_another_proxy_means_a_new_pool(credential, environment):
    first = client_for(credential)
    environment.proxy = "http://127.0.0.1:9"
    credential.environment = environment
    assert client_for(credential) is not first


def test_the_proxy_of_the_environment_is_used_and_no_other(monkeypatch, api, environment, serve):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    api.call("getAccount", id=7)
    proxy = serve()
    environment.proxy = proxy.url
    environment.save()
    close_all()
    api.credential.environment.refresh_from_db()
    proxy.answer(Reply(data={"id": 8}))
    assert api.call("getAccount", id=8).data == {"id": 8}
    assert proxy.received[0].target.endswith("/accounts/8")


def test_a_credential_that_cannot_be_opened_is_told_in_the_vaults_words(credential, api):
    Credential.objects.filter(pk=credential.pk).update(sealed=b"\x01" + b"x" * 80, version=9)
    api.credential.refresh_from_db()
    with pytest.raises(ApiUnreachable, match="VAULT_KEYS") as caught:
        client_for(api.credential)
    assert caught.value.sent is False
