"""What the stories of these screens do over and over: a form to its end, an act, what was sent."""

from __future__ import annotations

import re


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def filled(form, **typed):
    """What a browser posts of a form as it was opened, with these fields typed; None takes a field away."""
    fields = {}
    for name, field in form.fields.items():
        value = field.prepare_value(form[name].value())
        if value not in (None, "", False):
            fields[name] = "on" if value is True else value
    fields |= typed
    return {name: value for name, value in fields.items() if value is not None}


def review(client, address, **typed):
    """Open a form, type, and ask for the review; returns the page and what saving it takes."""
    page = client.get(address)
    path = address.partition("?")[0]
    machinery = {"nonce": nonce_in(page)}
    return client.post(path, filled(page.context["form"], **typed) | machinery | {"step": "review"}), machinery


def save(client, address, **typed):
    """Open a form, type, review, and save what was reviewed."""
    reviewed, machinery = review(client, address, **typed)
    assert reviewed.status_code == 200, reviewed.context["form"].errors
    return client.post(address.partition("?")[0], machinery | {"step": "save"})


def act(client, address, **typed):
    """Open the page of an act and do it, typing what it asks for unless `typed` says otherwise."""
    page = client.get(address)
    given = {"typed": page.context.get("typed", ""), "nonce": nonce_in(page), "step": "do"} | typed
    return client.post(address, given)


def bodies(sandbox, operation):
    return [request.body for request in sandbox.requests if request.operation == operation]


def operations(sandbox):
    return {request.operation for request in sandbox.requests}
