"""What goes over the wire: every value in its place, and never out of it."""

import base64
import datetime as dt
from urllib.parse import unquote, unquote_to_bytes

import pytest

from console.api.caller import Caller
from console.api.client import AdminApi
from console.api.contract import load_contract
from console.api.errors import ApiError, ApiInvalid, ApiMissing, ApiUnreachable
from console.api.request import Upload
from tests.console.api.wire_server import Reply

HOSTILE_SEGMENTS = [
    "%2F",
    "%252F",
    "%2e%2e",
    "..",
    ".",
    "a/b",
    "a\\b",
    "a;b",
    "a\0b",
    "a\r\nb",
    "",
    "?x=1",
    "#x",
    300 * "x",
]
HOSTILE_FILTERS = [
    "a\r\nx-evil: 1",
    "a\nb",
    "a\0b",
    "a\u2028b",
    "a\x7fb",
    "محمد",
    "山田",
    "🙂",
    "100%25",
    " edges ",
    "é" * 5000,
    "x" * 10_000,
    "\ud800",
]


def needed(operation):
    """Arguments and a body that an operation accepts."""
    arguments = {name: 1 for name, parameter in operation.arguments.items() if parameter.required}
    body = b"bytes" if operation.content_type == "application/octet-stream" else {}
    return arguments | ({"body": body} if operation.body_required else {})


def test_each_argument_goes_where_the_contract_says(api, server):
    api.call("listAccounts", pageNo=2, records=50, sort_by="user_name", asc=False, country="Norway")
    request = server.received[0]
    assert request.method == "GET"
    assert request.target == "/accounts/2/50?asc=false&sort-by=user_name"
    assert request.value("x-country") == b"Norway"


def test_an_api_address_with_a_path_keeps_it(api, environment, server):
    environment.api_url = f"{server.url}/admin/v1/"
    api.call("getAccount", id=7)
    assert server.received[0].target == "/admin/v1/accounts/7"


def test_a_body_goes_as_json(api, server):
    api.call("updateAccount", id=7, body={"user_name": "Åse", "user_email": "a@b.example", "enabled": True})
    assert server.received[0].json == {"user_name": "Åse", "user_email": "a@b.example", "enabled": True}
    assert server.received[0].value("content-type") == b"application/json"


def test_an_array_body_goes_as_one(api, server):
    api.call("deleteAccountsBulk", body=[1, 2])
    assert server.received[0].json == [1, 2]


def test_a_file_goes_as_multipart(api, server):
    operation = next(
        one
        for one in load_contract().operations
        if one.content_type == "multipart/form-data" and "bearer" in one.security
    )
    name = next(name for name, schema in operation.body_properties.items() if schema.get("format") == "binary")
    api.call(operation.id, **needed(operation) | {"body": {name: Upload("key.cer", b"\x00\xff-bytes")}})
    request = server.received[0]
    assert request.value("content-type").startswith(b"multipart/form-data; boundary=")
    assert b'filename="key.cer"' in request.body
    assert b"\x00\xff-bytes" in request.body


def test_a_date_goes_as_iso_8601(api, server):
    api.call("listAccounts", pageNo=1, records=1, **{"from": dt.date(2026, 2, 1)})
    assert server.received[0].value("x-from") == b"2026-02-01"


def test_an_argument_that_is_none_is_left_out(api, server):
    api.call("listAccounts", pageNo=1, records=1, country=None)
    assert server.received[0].value("x-country") is None


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"pageNo": 1, "records": 1, "colour": "red"}, "colour"),
        ({"pageNo": 1}, "records"),
        ({"pageNo": 1, "records": None}, "records"),
        ({"pageNo": 1, "records": 1, "body": {}}, "body"),
        ({"pageNo": 1, "records": 1, "country": object()}, "country"),
    ],
)
def test_arguments_that_do_not_fit_are_a_fault_of_the_code_and_are_named(api, server, arguments, named):
    with pytest.raises(TypeError, match=named):
        api.call("listAccounts", **arguments)
    assert server.received == []


def test_a_body_property_that_the_operation_does_not_take_is_a_fault_of_the_code(api, server):
    with pytest.raises(TypeError, match="client_secret"):
        api.call("updateAccount", id=7, body={"user_name": "a", "user_email": "b", "client_secret": "x"})
    with pytest.raises(TypeError, match="body"):
        api.call("updateAccount", id=7)
    assert server.received == []


def test_an_operation_that_is_not_in_the_contract_is_named(api):
    with pytest.raises(KeyError, match="deleteEverything"):
        api.call("deleteEverything")


@pytest.mark.parametrize("value", HOSTILE_SEGMENTS)
def test_no_value_leaves_its_place_in_any_path(api, server, value):
    strays = [
        (operation.id, parameter.argument)
        for operation in load_contract().operations
        for parameter in operation.path_parameters
        if parameter.schema.get("type") == "string"
        and not stays_in_its_place(api, server, operation, parameter.argument, value)
    ]
    assert strays == []


def stays_in_its_place(api, server, operation, argument, value):
    """Whether the value was refused unsent, or came as the one segment that it is."""
    server.received.clear()
    try:
        api.call(operation.id, **needed(operation) | {argument: value})
    except ApiMissing:
        return server.received == []
    wanted = [
        value if one == f"{{{argument}}}" else "1" if one[:1] == "{" else one for one in operation.path.split("/")
    ]
    return [unquote(segment) for segment in server.received[0].target.split("?")[0].split("/")] == wanted


@pytest.mark.parametrize("value", ["7/../8", "7?x", "seven", "", "..", "7" * 30])
def test_a_number_in_a_path_is_a_number(api, server, value):
    with pytest.raises(ApiMissing):
        api.call("getAccount", id=value)
    assert server.received == []


@pytest.mark.parametrize("encoding", ["percent", "base64", "raw"])
@pytest.mark.parametrize("value", HOSTILE_FILTERS)
@pytest.mark.parametrize("argument", ["user_name", "search_text"])
def test_no_filter_becomes_a_header_of_its_own(api, environment, server, argument, value, encoding):
    environment.header_encoding = encoding
    assert is_one_header(api, server, load_contract().operation("listAccounts"), argument, value)


def test_every_header_of_the_contract_withstands_a_line_break(api, server):
    strays = [
        (operation.id, parameter.argument)
        for operation in load_contract().operations
        for parameter in operation.parameters
        if parameter.location == "header"
        and "bearer" in operation.security
        and not is_one_header(api, server, operation, parameter.argument, "a\r\nx-evil: 1")
    ]
    assert strays == []


def is_one_header(api, server, operation, argument, value):
    """Whether the value was refused unsent, or came in one header and made no other."""
    server.received.clear()
    try:
        api.call(operation.id, **needed(operation) | {argument: value})
    except ApiInvalid:
        return server.received == []
    names = [name.lower() for name, _ in server.received[0].headers]
    sent = server.received[0].value(operation.arguments[argument].wire_name)
    return "x-evil" not in names and len(names) == len(set(names)) and not set(sent) & {0, 10, 13}


def test_a_filter_that_no_header_can_carry_is_the_fault_of_its_field(api, environment, server):
    environment.header_encoding = "raw"
    with pytest.raises(ApiInvalid) as caught:
        api.call("listAccounts", pageNo=1, records=1, user_name="a\nb")
    assert list(caught.value.field_errors) == ["user_name"]
    assert caught.value.sent is False
    assert server.received == []


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("John Doe", b"John Doe"),
        ("50%", b"50%25"),
        (" a ", b"%20a%20"),
        ("   ", b"%20%20%20"),
        ("é", b"%C3%A9"),
        ("a\tb", b"a%09b"),
    ],
)
def test_percent_encoding_leaves_plain_text_plain(api, server, value, sent):
    api.call("listAccounts", pageNo=1, records=1, user_name=value)
    assert server.received[0].value("x-user-name") == sent
    assert unquote_to_bytes(sent).decode() == value


def test_filters_follow_the_environments_encoding(api, environment, server):
    environment.header_encoding = "base64"
    api.call("listAccounts", pageNo=1, records=1, user_name="山田")
    environment.header_encoding = "raw"
    api.call("listAccounts", pageNo=1, records=1, user_name=" 山田 50% ")
    assert base64.b64decode(server.received[0].value("x-user-name")).decode() == "山田"
    assert server.received[1].value("x-user-name").decode() == "山田 50%"


@pytest.mark.parametrize("encoding", ["percent", "base64", "raw"])
def test_the_search_text_is_always_base64(api, environment, server, encoding):
    environment.header_encoding = encoding
    api.call("listAccounts", pageNo=1, records=1, search_text="John 山田")
    assert base64.b64decode(server.received[0].value("x-search-text")).decode() == "John 山田"


def test_the_caller_is_told_and_nothing_else_of_the_browser(api, server):
    api.call("getAccount", id=7)
    names = {name.lower() for name, _ in server.received[0].headers}
    assert server.received[0].value("x-forwarded-for") == b"198.51.100.7"
    assert server.received[0].value("accept-language") == b"en-US"
    assert server.received[0].value("x-request-id") == b"request-1"
    assert server.received[0].value("authorization") == b"Bearer canary-bearer"
    assert server.received[0].value("accept-encoding") == b"identity"
    assert names <= {
        "host",
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "connection",
        "content-type",
        "content-length",
        "user-agent",
        "x-forwarded-for",
        "x-request-id",
    }


@pytest.mark.parametrize("address", ["", "unknown", "1.2.3.4, 5.6.7.8", "1.2.3.4\r\nx-evil: 1"])
def test_an_address_that_is_none_is_not_sent(environment, credential, tokens, api, server, address):
    caller = Caller(address=address, language="en\r\nx-evil: 1", request_id="a\r\nx-evil: 1")
    AdminApi(environment, credential, tokens, caller).call("getAccount", id=7)
    names = [name.lower() for name, _ in server.received[0].headers]
    assert "x-forwarded-for" not in names
    assert "accept-language" not in names
    assert "x-evil" not in names


def test_the_language_of_an_export_wins_over_the_callers(api, server):
    server.answer(Reply(data="UEsDBA=="))
    api.call("exportAccounts", pageNo=1, records=1, accept_language="nl-NL")
    assert server.received[0].values("accept-language") == [b"nl-NL"]


@pytest.mark.parametrize(("language", "sent"), [("en", b"en-US"), ("ar", b"ar-AE"), ("nl-NL", b"nl-NL"), ("xx", None)])
def test_an_export_is_asked_for_in_a_language_that_it_lists(
    environment, credential, tokens, api, server, language, sent
):
    server.answer(Reply(data="UEsDBA=="))
    AdminApi(environment, credential, tokens, Caller(language=language)).call("exportAccounts", pageNo=1, records=1)
    assert server.received[0].value("accept-language") == sent


@pytest.mark.parametrize(
    ("language", "sent"), [("en", b"en-US"), ("ar", b"ar-AE"), ("pt-pt", b"pt-Pt"), ("es-LA", b"es-LA"), ("sw", b"sw")]
)
def test_every_call_names_the_callers_language_as_the_guide_spells_it(
    environment, credential, tokens, api, server, language, sent
):
    AdminApi(environment, credential, tokens, Caller(language=language)).call("getAccount", id=7)
    assert server.received[0].value("accept-language") == sent


def test_an_overlay_changes_the_wire_and_not_the_names(environment, credential, tokens, api, caller, server):
    environment.overlay = {
        "operations": {
            "listAccounts": {
                "method": "post",
                "path": "/Users/{count}/{no}",
                "parameters": {
                    "pageNo": {"name": "no"},
                    "records": {"name": "count"},
                    "x-user-name": {"name": "Name", "in": "query"},
                },
            }
        }
    }
    AdminApi(environment, credential, tokens, caller).call("listAccounts", pageNo=2, records=50, user_name="Åse B")
    assert server.received[0].method == "POST"
    assert server.received[0].target == "/Users/50/2?Name=%C3%85se%20B"


@pytest.mark.parametrize(
    "url",
    [
        "http://signinghub.example",
        "https://user:secret@127.0.0.1",
        "ftp://127.0.0.1",
        "https://127.0.0.1/?x=1",
        "//127.0.0.1",
    ],
)
def test_only_an_https_address_without_user_name_is_called(api, environment, url):
    environment.api_url = url
    with pytest.raises(ApiUnreachable) as caught:
        api.call("getAccount", id=7)
    assert caught.value.sent is False
    assert "secret" not in caught.value.message


def test_a_value_that_cannot_be_sent_leaves_no_trace(api, server):
    with pytest.raises(ApiError):
        api.call("deleteAccount", id="..")
    assert server.received == []
