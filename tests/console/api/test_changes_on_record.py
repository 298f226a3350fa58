"""Every change is written down before it is sent, and completed after; reads are not."""

import pytest
from django.db import connection

from console.api.errors import ApiInvalid, ApiMissing
from console.api.service import Service
from console.audit.models import Entry, Kind, State
from console.audit.record import AuditUnavailable
from tests.console.api.wire_server import Reply

BODY = {"user_name": "Ann", "user_email": "ann@example.com"}


def changes():
    return Entry.objects.filter(kind=Kind.CHANGE)


class Accounts(Service):
    get_operation = "getAccount"
    update_operation = "updateAccount"


def test_a_change_is_on_record_with_its_object_and_what_it_replaced(api, server):
    server.answer(Reply(data={"message": "Saved"}))
    Accounts(api).update(7, BODY, before=BODY | {"user_name": "Anne"})
    entry = changes().get()
    assert (entry.operation, entry.object_id, entry.state, entry.status) == ("updateAccount", "7", State.DONE, 200)
    assert (entry.values["user_name"], entry.before["user_name"]) == ("Ann", "Anne")
    assert (entry.address, entry.request_id, entry.screen) == ("198.51.100.7", "request-1", "accounts-list")
    assert (entry.credential, entry.environment) == ("ann", "wire")


def test_a_refusal_is_on_record_with_its_status(api, server):
    server.answer(Reply(status=422, data={"message": "The e-mail is taken."}))
    with pytest.raises(ApiInvalid):
        api.call("updateAccount", id=7, body=BODY)
    entry = changes().get()
    assert (entry.state, entry.status, entry.detail) == (State.REFUSED, 422, "The e-mail is taken.")


def test_many_objects_are_all_named(api):
    api.call("deleteAccountsBulk", body=[4, 5])
    assert changes().get().object_id == "4,5"


def test_a_read_is_not_on_record_whatever_its_method(api, server):
    server.answer(Reply(data={}))
    api.call("getAccount", id=7)
    operation = next(
        one for one in api.contract.operations if one.method == "POST" and not one.writes and "bearer" in one.security
    )
    arguments = {name: 1 for name, parameter in operation.arguments.items() if parameter.required}
    api.call(operation.id, **arguments, body={})
    assert len(server.received) == 2
    assert not changes().exists()


def test_what_cannot_be_written_down_is_not_done(api, server):
    """Statement 55."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Entry._meta.db_table} RENAME TO gone")
    with pytest.raises(AuditUnavailable):
        api.call("deleteAccount", id=7)
    assert server.received == []
    assert api.call("getAccount", id=7).data == {}


def test_what_cannot_be_sent_is_not_written_down(api, server):
    with pytest.raises(ApiMissing):
        api.call("deleteAccount", id="..")
    with pytest.raises(TypeError):
        api.call("updateAccount", id=7, body={"colour": "red"})
    assert server.received == []
    assert not changes().exists()
