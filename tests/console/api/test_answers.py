"""What comes over the wire: read where it is sound, refused where it is not, never half."""

import gzip
import json
import zlib

import pytest

from console.api.errors import ApiForbidden, ApiInvalid, ApiUnreachable
from tests.console.api.wire_server import Reply


def get_account(api, server, *replies):
    server.answer(*replies)
    return api.call("getAccount", id=7)


def test_json_is_read(api, server):
    answer = get_account(api, server, Reply(data={"user": {"name": "山田"}}, headers={"X-Total-Records": "212"}))
    assert answer.data == {"user": {"name": "山田"}}
    assert answer.total == 212
    assert answer.content_type == "application/json"


@pytest.mark.parametrize("total", ["", "-1", "many", "12.5", "٣", "9" * 40])
def test_a_total_that_is_no_number_is_none(api, server, total):
    headers = {"X-Total-Records": total.encode().decode("latin-1")}
    assert get_account(api, server, Reply(data={}, headers=headers)).total is None


def test_only_harmless_headers_are_kept(api, server):
    headers = {"Set-Cookie": "session=1", "Date": "Mon, 23 Nov 2026 10:00:00 GMT", "X-Powered-By": "IIS"}
    answer = get_account(api, server, Reply(data={}, headers=headers))
    assert dict(answer.headers) == {"date": "Mon, 23 Nov 2026 10:00:00 GMT"}


def test_a_cookie_that_is_set_for_one_operator_is_not_sent_for_the_next(api, server):
    get_account(api, server, Reply(data={}, headers={"Set-Cookie": "session=1; Path=/"}))
    api.call("getAccount", id=8)
    assert server.received[1].value("cookie") is None


@pytest.mark.parametrize("status", [200, 204])
def test_an_empty_answer_is_none(api, server, status):
    assert get_account(api, server, Reply(status=status, body=b"", headers={"Content-Type": ""})).data is None


def test_a_byte_order_mark_is_tolerated(api, server):
    assert get_account(api, server, Reply(body=b'\xef\xbb\xbf{"id": 7}')).data == {"id": 7}


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "application/problem+json", "text/json", "text/plain", ""]
)
def test_json_is_read_under_every_name_it_goes_by(api, server, content_type):
    assert get_account(api, server, Reply(data={"id": 7}, headers={"Content-Type": content_type})).data == {"id": 7}


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": 7',
        b"not json",
        b'{"id": NaN}',
        b"[Infinity]",
        b"[1e999]",
        b'{"id": 7, "id": 8}',
        b'{"id": "\xff"}',
        b"[" * 65 + b"]" * 65,
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[" + b"9" * 5000 + b"]",
    ],
)
def test_what_is_not_sound_json_is_no_answer(api, server, body):
    with pytest.raises(ApiUnreachable) as caught:
        get_account(api, server, Reply(body=body))
    assert caught.value.message == "SigningHub gave an answer that cannot be read."


def test_json_may_be_nested_as_deep_as_any_record_is(api, server):
    assert get_account(api, server, Reply(body=b"[" * 64 + b"]" * 64)).data


@pytest.mark.parametrize("content_type", ["text/html", "application/xhtml+xml", "text/javascript", "nonsense"])
@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_web_page_is_never_shown(api, server, content_type, status):
    page = b"<html><body>canary-page <script>alert(1)</script></body></html>"
    with pytest.raises((ApiUnreachable, ApiInvalid)) as caught:
        get_account(api, server, Reply(status=status, body=page, headers={"Content-Type": content_type}))
    assert "canary-page" not in str(caught.value)


def test_a_web_page_in_plain_text_is_not_shown_either(api, server):
    with pytest.raises(ApiInvalid) as caught:
        get_account(api, server, Reply(status=400, body=b" <h1>canary</h1>", headers={"Content-Type": "text/plain"}))
    assert "canary" not in caught.value.message


def test_text_for_a_record_is_no_answer(api, server):
    with pytest.raises(ApiUnreachable):
        get_account(api, server, Reply(body=b"all fine", headers={"Content-Type": "text/plain"}))


def test_a_change_may_be_answered_in_plain_text(api, server):
    server.answer(Reply(body=b"Saved", headers={"Content-Type": "text/plain"}))
    assert api.call("deleteAccount", id=7).data == "Saved"


def test_a_file_may_come_as_bytes(api, server):
    server.answer(Reply(body=b"PK\x03\x04\xff", headers={"Content-Type": "application/octet-stream"}))
    assert api.call("exportAccounts", pageNo=1, records=10).data == b"PK\x03\x04\xff"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(api, server, serve, status):
    elsewhere = serve()
    with pytest.raises(ApiUnreachable, match="redirect"):
        get_account(api, server, Reply(status=status, body=b"", headers={"Location": f"{elsewhere.url}/accounts/7"}))
    assert elsewhere.received == []


def test_a_success_that_holds_only_an_error_is_one(api, server):
    with pytest.raises(ApiUnreachable, match="Database offline"):
        get_account(api, server, Reply(data={"Error": "1", "Message": "Database offline"}))


def test_the_message_of_a_change_is_no_error(api, server):
    server.answer(Reply(data={"message": "Account deleted"}))
    assert api.call("deleteAccount", id=7).data == {"message": "Account deleted"}


def test_half_a_character_becomes_a_whole_one(api, server):
    answer = get_account(api, server, Reply(body=rb'{"\ud83d": ["\udc00 a", "\ud83d\ude00"]}'))
    assert answer.data == {"\ufffd": ["\ufffd a", "😀"]}


def test_an_answer_beyond_ten_megabytes_is_not_read_to_its_end(api, server):
    with pytest.raises(ApiUnreachable, match="too large"):
        get_account(api, server, Reply(body=b'"' + b"a" * (10 * 1024 * 1024) + b'"'))


def test_an_answer_just_below_ten_megabytes_is_read(api, server):
    assert len(get_account(api, server, Reply(body=b'"' + b"a" * (10 * 1024 * 1024 - 2) + b'"')).data) > 10_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_answer_is_read_although_we_ask_for_none(api, server, encoding):
    packed = {"gzip": gzip.compress, "deflate": zlib.compress}[encoding](json.dumps({"id": 7}).encode())
    assert get_account(api, server, Reply(body=packed, headers={"Content-Encoding": encoding})).data == {"id": 7}


def test_a_bomb_is_cut_while_it_unpacks(api, server):
    bomb = gzip.compress(b"[" + b"0," * 100_000_000 + b"0]", 9)
    with pytest.raises(ApiUnreachable, match="too large"):
        get_account(api, server, Reply(body=bomb, headers={"Content-Encoding": "gzip"}))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_other_encodings_are_no_answer(api, server, encoding):
    with pytest.raises(ApiUnreachable):
        get_account(api, server, Reply(body=b"xx", headers={"Content-Encoding": encoding}))


def test_what_only_claims_to_be_compressed_is_no_answer(api, server):
    with pytest.raises(ApiUnreachable):
        get_account(api, server, Reply(data={"id": 7}, headers={"Content-Encoding": "gzip"}))


def test_an_answer_that_breaks_off_is_none(api, server):
    def half(connection):
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"id":')
        connection.close()

    with pytest.raises(ApiUnreachable, match="broke off"):
        get_account(api, server, Reply(by_hand=half))


@pytest.mark.parametrize("greeting", [b"220 mail.example ESMTP\r\n", b"\0\0\0", b"HTTP/1.1 700 Odd\r\n\r\n", b""])
def test_a_server_that_speaks_no_http_is_no_answer(api, server, greeting):
    def greet(connection):
        connection.sendall(greeting)
        connection.close()

    with pytest.raises(ApiUnreachable):
        get_account(api, server, Reply(by_hand=greet))


def test_an_error_keeps_the_request_id_that_joins_page_and_log(api, server):
    with pytest.raises(ApiForbidden) as caught:
        get_account(api, server, Reply(status=403, data={}))
    assert caught.value.request_id == "request-1"
    assert caught.value.operation == "getAccount"
