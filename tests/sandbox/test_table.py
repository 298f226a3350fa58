"""Many records behave as a few do: held against a plain list."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.accounts import Accounts
from sandbox.plans import first_plans
from sandbox.table import Column, Criterion, Table
from sandbox.world import World

WORDS = ["ada", "bob", "", "zoë", "ada", "日本"]


def make(index):
    return {"id": index + 1, "name": WORDS[index % len(WORDS)], "size": index % 3}


COLUMNS = {
    "name": Column(lambda index: make(index)["name"], lambda record: record["name"]),
    "size": Column(lambda index: make(index)["size"], lambda record: record["size"]),
}
ACTS = st.one_of(
    st.tuples(st.just("put"), st.integers(1, 12), st.sampled_from(WORDS)),
    st.tuples(st.just("add"), st.just(0), st.sampled_from(WORDS)),
    st.tuples(st.just("remove"), st.integers(1, 12), st.just("")),
    st.tuples(st.just("page"), st.integers(1, 4), st.sampled_from(WORDS)),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(ACTS, max_size=30), st.booleans())
def test_pages_are_right_after_any_changes(acts, ascending):
    table, plain = Table(8, make, COLUMNS), {index + 1: make(index) for index in range(8)}
    for act, number, word in acts:
        if act == "put" and number in plain:
            plain[number] = {"id": number, "name": word, "size": 1}
            table.put(dict(plain[number]))
        elif act == "add":
            record = {"id": 0, "name": word, "size": 2}
            plain[table.add(record)] = record
        elif act == "remove" and number in plain:
            del plain[number]
            table.remove(number)
        elif act == "page":
            criteria = (Criterion("name", "contains", word), Criterion("size", "from", 1))
            found, total = table.page(criteria, "name", ascending, number, 3)
            fitting = [each for each in plain.values() if word in each["name"] and each["size"] >= 1]
            fitting.sort(key=lambda each: (each["name"], each["id"]), reverse=not ascending)
            assert total == len(fitting)
            assert found == fitting[(number - 1) * 3 : number * 3]


def test_columns_by_index_say_what_the_records_say(sandbox):
    world = sandbox.world
    accounts = Accounts(3000, 7, world.today, first_plans())
    for name, column in accounts._columns().items():
        for index in range(50, 3000, 13):
            assert column.by_index(index) == column.by_record(accounts.table._make(index)), name


def test_the_same_seed_gives_the_same_people_and_another_seed_others(sandbox):
    def names(seed):
        accounts = Accounts(500, seed, sandbox.world.today, first_plans())
        return [account["user_name"] for account in accounts.table.page((), "created_on", True, 1, 500)[0]]

    assert names(3) == names(3)
    assert names(3) != names(4)


def test_addresses_and_ids_are_unique(sandbox):
    accounts = Accounts(6_000, 1, sandbox.world.today, first_plans())
    records = accounts.table.page((), "user_email", True, 1, 6_000)[0]
    assert len({record["user_email"].casefold() for record in records}) == 6_000
    assert len({record["id"] for record in records}) == 6_000


def test_every_enterprise_has_one_owner_and_its_own_name(sandbox):
    accounts = Accounts(6_000, 1, sandbox.world.today, first_plans())
    names: dict[int, set[str]] = {}
    owners: dict[int, int] = {}
    for record in accounts.table.page((), "created_on", True, 1, 6_000)[0]:
        if record["enterprise_id"]:
            names.setdefault(record["enterprise_id"], set()).add(record["enterprise_name"])
            owners[record["enterprise_id"]] = owners.get(record["enterprise_id"], 0) + record["enterprise_owner"]
    assert set(owners.values()) == {1}
    assert len({next(iter(each)) for each in names.values()}) == len(names)


def test_a_world_is_made_without_making_its_accounts(sandbox):
    world = World(
        identities=sandbox.files.identities,
        client_id="",
        client_secret="",
        account_count=10**9,
        seed=1,
        settings=sandbox.settings,
    )
    assert world.accounts.get(1001 + 10**9 - 1) is not None
    assert world.accounts.get(1001 + 10**9) is None
