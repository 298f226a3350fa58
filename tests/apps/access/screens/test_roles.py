"""Roles: a matrix over whatever SigningHub calls the rights, written back in its own words."""

import pytest

from console.permissions import Area
from sandbox.answering import ANSWERS
from tests.apps.access.screens.driving import act, bodies, filled, nonce_in, operations, review, save

ADMINISTRATOR, SUPPORT, AUDITOR, LEGACY, BOLD, EMPTY = 1, 2, 3, 4, 5, 6
ADD = "/roles/add/"


def ticks_of(client, address):
    return client.get(address).context["form"]["role_detail"].value()


@pytest.fixture
def keeper(ann):
    """Ann, who keeps the vault too."""
    ann.user.is_custodian = True
    ann.user.save()
    return ann


@pytest.fixture
def speaks(monkeypatch, sandbox):
    """Lets the sandbox's own way to spell a role be another: how it reads, and what it was sent."""

    def speak(detail):
        monkeypatch.setitem(ANSWERS, "getRole", lambda _call: {"id": 6, "name": "Other", "role_detail": detail})
        monkeypatch.setitem(ANSWERS, "updateRole", lambda _call: {"message": "done"})

    return speak


def test_the_matrix_has_modules_and_submodules_and_what_the_api_does_not_reach(ann):
    page = ann.get(f"/roles/{ADMINISTRATOR}/").content.decode()
    matrix = page[page.index('<table class="t matrix"') :]
    assert matrix.index("Configurations") < matrix.index("Connectors") < matrix.index("Redis")
    assert matrix.index("Access control") < matrix.index("Operators")
    assert 'scope="rowgroup"' in page
    assert "role-holders" in page


def test_a_tick_changes_one_flag_and_everything_else_goes_back_as_it_came(keeper, sandbox):
    before = sandbox.world.roles[ADMINISTRATOR]["role_detail"]
    kept = [dict(row) for row in before]
    ticks = [tick for tick in ticks_of(keeper, f"/roles/{ADMINISTRATOR}/edit/") if tick != "branding:delete"]
    answer = save(keeper, f"/roles/{ADMINISTRATOR}/edit/", role_detail=ticks, confirm="Administrator")
    assert answer.status_code == 302
    (body,) = bodies(sandbox, "updateRole")
    (place,) = [place for place, row in enumerate(kept) if row["sub_module"] == "BRANDING"]
    kept[place]["delete"] = False
    assert body["role_detail"] == kept
    assert body["role_detail"][-1] == {
        "module": "CONFIGURATIONS",
        "sub_module": "REDIS",
        "read": True,
        "add_edit": True,
        "x": {"y": [1]},
    }
    assert body["description"] == sandbox.world.roles[ADMINISTRATOR]["description"]


@pytest.mark.parametrize(
    ("detail", "sent"),
    [
        (
            [{"moduleName": "Accounts", "canRead": "true", "canEdit": "false", "canDelete": "False", "note": 7}, "?"],
            [{"moduleName": "Accounts", "canRead": "true", "canEdit": "true", "canDelete": "False", "note": 7}, "?"],
        ),
        (
            [
                {"id": 4, "name": "Accounts", "permissions": ["view"]},
                {"id": 5, "name": "Roles", "permissions": ["edit"]},
            ],
            [
                {"id": 4, "name": "Accounts", "permissions": ["view", "edit"]},
                {"id": 5, "name": "Roles", "permissions": ["edit"]},
            ],
        ),
        (
            [{"attribute_name": "ACCOUNTS", "attribute_value": "READ|DELETE"}],
            [{"attribute_name": "ACCOUNTS", "attribute_value": "READ|DELETE|ADD_EDIT"}],
        ),
        (
            [{"attribute_name": "ACCOUNTS_ADD_EDIT", "attribute_value": "0"}, {"attribute_name": "PermissionMask"}],
            [{"attribute_name": "ACCOUNTS_ADD_EDIT", "attribute_value": "1"}, {"attribute_name": "PermissionMask"}],
        ),
        (
            [{"name": "People", "sub_modules": [{"name": "Accounts", "read": 1, "add": 0, "edit": 0}]}],
            [{"name": "People", "sub_modules": [{"name": "Accounts", "read": 1, "add": 1, "edit": 1}]}],
        ),
        ({"accounts": {"read": True, "write": False}}, {"accounts": {"read": True, "write": True}}),
    ],
)
def test_a_right_is_written_back_in_the_spelling_it_came_in(ann, sandbox, speaks, detail, sent):
    ann.get("/roles/")
    speaks(detail)
    ticks = ticks_of(ann, f"/roles/{EMPTY}/edit/")
    assert "accounts:write" not in ticks
    page = ann.get(f"/roles/{EMPTY}/edit/")
    form = page.context["form"]
    bound = type(form)(
        {"name": "Other", "role_detail": [*ticks, "accounts:write"]},
        operation=ann_operation(),
        base=form.base,
    )
    assert bound.is_valid()
    assert bound.payload(form.base)["role_detail"] == sent


def ann_operation():
    from console.api.contract import load_contract

    return load_contract().operation("updateRole")


def test_rights_that_cannot_be_read_are_shown_as_they_are_and_survive_another_name(ann, sandbox):
    legacy = [{"attribute_name": "PermissionMask", "attribute_value": "0x1F3C"}, {"module": None, "x": [{"y": 1}]}]
    sandbox.world.roles[LEGACY]["role_detail"] = list(legacy)
    page = ann.get(f"/roles/{LEGACY}/edit/").content.decode()
    assert "they go back as they came." in page
    assert save(ann, f"/roles/{LEGACY}/edit/", name="Legacy, renamed").status_code == 302
    assert bodies(sandbox, "updateRole")[0]["role_detail"] == legacy


def test_a_new_role_speaks_as_the_roles_that_are_there(ann, sandbox):
    reviewed, machinery = review(ann, ADD, name="Readers", role_detail=["accounts:read", "logs:read"])
    assert {change.title for change in reviewed.context["changes"]} >= {"Name", "Accounts", "Operator log"}
    assert ann.post(ADD, machinery | {"step": "save"}).status_code == 302
    (body,) = bodies(sandbox, "addRole")
    rows = {(row["module"], row["sub_module"]): row for row in body["role_detail"]}
    assert rows["ACCOUNTS", None] == {
        "module": "ACCOUNTS",
        "sub_module": None,
        "read": True,
        "add_edit": False,
        "delete": False,
    }
    assert rows["CONFIGURATIONS", "REDIS"]["read"] is False
    assert sum(row["read"] for row in body["role_detail"]) == 2


def test_a_role_is_copied_under_another_name(ann, sandbox):
    assert save(ann, f"/roles/{SUPPORT}/copy/", name="Second desk").status_code == 302
    (body,) = bodies(sandbox, "addRole")
    assert body["role_detail"] == sandbox.world.roles[SUPPORT]["role_detail"]
    assert "Second desk" in ann.get("/roles/").content.decode()


def test_who_holds_a_role_is_said_and_keeps_it_from_being_deleted(ann, sandbox):
    holders = ann.get(f"/roles/{SUPPORT}/parts/holders/").content.decode()
    assert "support@signinghub.example" in holders
    assert 'href="/operators/2/?return_to=' in holders
    page = ann.get(f"/roles/{SUPPORT}/delete/")
    assert "3 operators hold this role" in page.content.decode()
    assert ann.post(f"/roles/{SUPPORT}/delete/", {"typed": "Support desk", "nonce": nonce_in(page)}).status_code == 409
    assert act(ann, f"/roles/{EMPTY}/delete/")["Location"] == "/roles/"
    assert EMPTY not in sandbox.world.roles
    assert {"listRoleOperators", "deleteRole"} <= operations(sandbox)


def test_two_roles_are_compared_module_by_module(ann):
    page = ann.get("/roles/compare/", {"id": [SUPPORT, AUDITOR]})
    changes = {change.title: (change.before, str(change.after)) for change in page.context["changes"]}
    assert changes["Accounts"][0] == "Read, Add and edit"
    assert changes["Connectors"] == ("", "Read")
    assert "Operator log" not in changes
    assert page.context["same"] == 2
    assert "Choose two roles" in ann.get("/roles/compare/", {"id": "2"}).content.decode()
    assert "cannot be read" in ann.get("/roles/compare/", {"id": [LEGACY, AUDITOR]}).content.decode()


# --- nobody grants more than they hold, nor closes the console's way in ----------------------------------------------


def test_nobody_puts_a_right_into_a_role_that_they_do_not_hold(person, sandbox):
    narrow = person(rights={Area.ROLES: ["read", "write"], Area.ACCOUNTS: ["read"]}, email="narrow@example.org")
    refused, _machinery = review(narrow, f"/roles/{EMPTY}/edit/", role_detail=["accounts:read", "accounts:write"])
    assert refused.status_code == 422
    assert "You cannot give what you do not hold yourself: Accounts (add and edit)." in refused.content.decode()
    refused, _machinery = review(narrow, ADD, name="Mine", role_detail=["configurations-redis:read"])
    assert "You cannot give what you do not hold yourself" in refused.content.decode()
    refused, _machinery = review(narrow, f"/roles/{AUDITOR}/copy/", name="Mine")
    assert refused.status_code == 422
    assert save(narrow, f"/roles/{EMPTY}/edit/", role_detail=["accounts:read"]).status_code == 302
    assert len(bodies(sandbox, "updateRole")) == 1


def test_a_right_that_is_there_already_may_stay_though_the_editor_lacks_it(person, sandbox):
    narrow = person(rights={Area.ROLES: ["read", "write"]}, email="narrow@example.org")
    assert save(narrow, f"/roles/{SUPPORT}/edit/", description="The desk").status_code == 302
    assert bodies(sandbox, "updateRole")[0]["role_detail"] == sandbox.world.roles[SUPPORT]["role_detail"]


def test_a_right_of_the_consoles_own_role_is_taken_by_nobody_but_a_custodian_who_types_its_name(ann, sandbox):
    """Statement 30."""
    address = f"/roles/{ADMINISTRATOR}/edit/"
    ticks = [tick for tick in ticks_of(ann, address) if not tick.startswith("operators:")]
    refused, _machinery = review(ann, address, role_detail=ticks)
    assert refused.status_code == 422
    assert "administrator-credential" in refused.content.decode()
    assert save(ann, address, description="Another word").status_code == 302
    ann.user.is_custodian = True
    ann.user.save()
    refused, _machinery = review(ann, address, role_detail=ticks, confirm="administrators")
    assert "Type the name of the role" in refused.content.decode()
    assert save(ann, address, role_detail=ticks, confirm="Administrator").status_code == 302
    rights = {row["sub_module"]: row["read"] for row in bodies(sandbox, "updateRole")[-1]["role_detail"]}
    assert rights["OPERATORS"] is False


def test_two_people_who_tick_at_once_choose_and_lose_nothing(ann, sandbox):
    address = f"/roles/{EMPTY}/edit/"
    page = ann.get(address)
    fields = filled(page.context["form"], role_detail=["accounts:read"]) | {"nonce": nonce_in(page)}
    sandbox.world.roles[EMPTY]["role_detail"].append({"module": "QUANTUM", "level": 9})
    compared = ann.post(address, fields | {"step": "review"})
    assert compared.status_code == 409
    mine = {"nonce": nonce_in(page), "choose-role_detail": "mine", "step": "choose"}
    assert ann.post(address, mine).status_code == 200
    assert ann.post(address, {"nonce": nonce_in(page), "step": "save"}).status_code == 302
    (body,) = bodies(sandbox, "updateRole")
    assert body["role_detail"][-1] == {"module": "QUANTUM", "level": 9}
    assert [row["read"] for row in body["role_detail"] if row["module"] == "ACCOUNTS"] == [True]
