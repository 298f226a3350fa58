import pytest

from console.addresses import client_address, drop_forged, networks

PROXY, OFFICE, STRANGER = "10.0.0.5", "203.0.113.9", "198.51.100.7"


def address(peer, forwarded="", trusted=(PROXY,)):
    meta = {"REMOTE_ADDR": peer}
    if forwarded:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    return client_address(meta, trusted)


def test_without_a_proxy_the_peer_is_the_client():
    assert address(OFFICE) == OFFICE


def test_a_forged_header_from_a_stranger_counts_for_nothing():
    assert address(STRANGER, OFFICE) == STRANGER


def test_behind_our_proxy_the_hop_that_it_saw_is_the_client():
    assert address(PROXY, OFFICE) == OFFICE


def test_what_the_client_put_left_of_that_hop_is_never_looked_at():
    assert address(PROXY, f"127.0.0.1, 10.0.0.5, {OFFICE}") == OFFICE


def test_a_chain_of_our_proxies_is_followed_to_its_end():
    assert address(PROXY, f"{OFFICE}, 10.0.0.7", trusted=("10.0.0.0/24",)) == OFFICE


@pytest.mark.parametrize("rubbish", ["unknown", "1.2.3.4:80", "<script>", "999.1.1.1", " , "])
def test_a_hop_that_is_no_address_ends_the_search_at_our_proxy(rubbish):
    assert address(PROXY, rubbish) == PROXY


def test_the_same_client_has_one_spelling():
    assert address("::ffff:203.0.113.9") == OFFICE
    assert address("2001:DB8:0::1") == "2001:db8::1"


def test_a_unix_socket_has_no_address():
    assert address("", OFFICE) == ""


def test_a_stranger_cannot_speak_in_a_proxys_name():
    meta = {"REMOTE_ADDR": STRANGER, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil.test"}
    drop_forged(meta, (PROXY,))
    assert meta == {"REMOTE_ADDR": STRANGER}


def test_our_proxy_may_say_which_scheme_it_was():
    meta = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_PROTO": "https"}
    drop_forged(meta, (PROXY,))
    assert meta["HTTP_X_FORWARDED_PROTO"] == "https"


def test_a_proxy_that_is_no_address_is_an_error():
    with pytest.raises(ValueError, match="home"):
        networks(("home",))
