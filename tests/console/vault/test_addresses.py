import pytest
from django.core.exceptions import ValidationError

from console.vault.addresses import is_forbidden, normal_host, normal_proxy, normal_url
from console.vault.models import Environment


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("https://localhost", "https://localhost"),
        ("HTTPS://LocalHost:8443/Admin/", "https://localhost:8443/Admin"),
        ("https://localhost.", "https://localhost"),
        ("https://ｌｏｃａｌｈｏｓｔ", "https://localhost"),
        ("https://127.0.0.1:9443", "https://127.0.0.1:9443"),
        ("https://10.1.2.3", "https://10.1.2.3"),
        ("https://[::1]:9443/", "https://[::1]:9443"),
        ("http://localhost:9443", "http://localhost:9443"),
        ("http://127.0.0.1:9443", "http://127.0.0.1:9443"),
    ],
)
def test_an_address_has_one_normal_form(typed, normal):
    assert normal_url(typed) == normal
    assert normal_url(normal) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("SigningHub", "signinghub"),
        ("admin.signinghub.example", "admin.signinghub.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("ｓｉｇｎ.example", "sign.example"),
        ("2001:DB8::1", "2001:db8::1"),
    ],
)
def test_a_host_has_one_normal_form(typed, normal):
    assert normal_host(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "http://signinghub.invalid",
        "http://10.1.2.3",
        "http://localhost.signinghub.invalid",
        "ftp://signinghub.invalid",
        "javascript:alert(1)",
        "signinghub.invalid",
        "//signinghub.invalid",
        "https://",
        "https:///path",
        "https://user@signinghub.invalid",
        "https://user:password@signinghub.invalid",
        "https://signinghub.invalid@10.1.2.3",
        "https://signinghub.invalid/?a=b",
        "https://signinghub.invalid/#a",
        "https://signinghub.invalid/a b",
        "https://signinghub.invalid/a%2e%2e/b",
        "https://signinghub.invalid/a/../b",
        "https://signinghub.invalid/./b",
        "https://signinghub.invalid//b",
        "https://signinghub.invalid\\b",
        "https://signing\nhub.invalid",
        "https://signinghub.invalid:0x50",
        "https://signinghub.invalid:99999",
        "https://[::1",
        "https://a..invalid",
        "https://-.invalid-",
        "https://" + "a" * 64 + ".invalid",
    ],
)
def test_what_is_no_plain_https_address_is_refused(typed):
    with pytest.raises(ValidationError):
        normal_url(typed)


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "169.254.1.1",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "0.0.0.0",  # noqa: S104 - refused, not bound to
        "0",
        "[::]",
        "224.0.0.1",
        "[ff02::1]",
    ],
)
def test_addresses_where_the_machine_itself_is_answered_are_refused_in_every_spelling(host):
    with pytest.raises(ValidationError, match="link-local or reserved"):
        normal_url(f"https://{host}/latest")
    with pytest.raises(ValidationError, match="link-local or reserved"):
        normal_proxy(f"http://{host}")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "8.8.8.8", "2001:db8::1"])
def test_ordinary_addresses_are_not(address):
    assert not is_forbidden(address)


@pytest.mark.parametrize("typed", ["proxy:3128", "http://user:word@proxy:3128", "http://proxy:3128/path", "socks5://a"])
def test_what_is_no_proxy_is_refused(typed):
    with pytest.raises(ValidationError):
        normal_proxy(typed)


@pytest.mark.parametrize("typed", ["app.powerbi.com; script-src *", "app.powerbi.com/x", "*", "", "a b", "https://a"])
def test_a_host_is_a_name_and_nothing_more(typed):
    with pytest.raises(ValidationError):
        normal_host(typed)


def test_the_model_brings_all_to_their_normal_form_and_names_each_wrong_field():
    environment = Environment(
        name="demo", api_url="HTTPS://localhost/", colour="#FF8800", powerbi_host="App.PowerBI.com"
    )
    environment.clean()
    assert environment.api_url == "https://localhost"
    assert (environment.colour, environment.powerbi_host) == ("#ff8800", "app.powerbi.com")
    wrong = Environment(
        name="demo", api_url="http://a.invalid", auth_url="x", proxy="x", powerbi_host="*", ca_bundle="x", colour="red"
    )
    with pytest.raises(ValidationError) as refused:
        wrong.clean()
    assert set(refused.value.message_dict) == {"api_url", "auth_url", "proxy", "powerbi_host", "ca_bundle", "colour"}
