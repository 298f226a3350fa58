"""What operators did."""

from __future__ import annotations

from typing import Any

from sandbox.accounts import fold
from sandbox.answering import Answer, Call, Json, Refusal, answers

END_OF_DAY = "T23:59:59Z"


@answers("listOperatorLogs")
def list_operator_logs(call: Call) -> Answer:
    """One page of the log, filtered and sorted."""
    rows = [
        row
        for row in call.world.operator_log.entries.values()
        if fold(call["name"]) in fold(row["administrator_name"])
        and fold(call["email"]) in fold(row["administrator_email"])
        and call["module"] in (None, row["module"])
        and call["activity"] in (None, row["activity"])
        and (call["date-from"] or "") <= row["created_on"] <= (call["date-to"] or "9999") + END_OF_DAY
    ]
    return _listed(call, rows)


@answers("listAdminActivities")
def list_admin_activities(call: Call) -> Answer:
    """The operator's own part of the log."""
    entries = call.world.operator_log.entries.values()
    return _listed(call, [row for row in entries if row["administrator_email"] == call.who["email"]])


@answers("getOperatorLog")
def get_operator_log(call: Call) -> Json:
    """What one act changed."""
    details = call.world.operator_log.details.get(call["id"])
    if details is None:
        raise Refusal(404, f"No such entry: {call['id']}")
    return details


@answers("listOperatorLogSearches")
def list_operator_log_searches(call: Call) -> Json:
    """The searches the operator sees."""
    return call.world.operator_log_searches.visible(call)


@answers("addOperatorLogSearch")
def add_operator_log_search(call: Call) -> Json:
    """Keep a search."""
    search = call.world.operator_log_searches.add(call, call.body["search_name"], call.body["criteria"])
    return {"id": search["id"], "created_on": search["created_on"]}


@answers("updateOperatorLogSearch")
def update_operator_log_search(call: Call) -> Json:
    """Keep a search anew."""
    call.world.operator_log_searches.update(call, call["id"], call.body["search_name"], call.body["criteria"])
    return {"message": "The search has been saved."}


@answers("deleteOperatorLogSearch")
def delete_operator_log_search(call: Call) -> Json:
    """Forget a search."""
    call.world.operator_log_searches.delete(call, call["id"])
    return {"message": "The search has been deleted."}


def _listed(call: Call, rows: list[dict[str, Any]]) -> Answer:
    text = fold(call["x-search-text"])
    rows = [row for row in rows if not text or any(text in fold(value) for value in row.values())]
    column = call["sort-by"] or "created_on"
    rows.sort(key=lambda row: (row[column], row["id"]), reverse=call["asc"] is not True)
    start = (call["page"] - 1) * call["records"]
    return Answer(rows[start : start + call["records"]], total=len(rows))
