"""Driving the forms and acts of the configuration as a person does."""

import re
from html import unescape


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def words_in(response):
    """What a person reads of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def fields_in(response):
    """What the form of a page would post as it stands."""
    form = response.context["form"]
    fields = {}
    for bound in form:
        value = bound.value()
        if bound.field.disabled or value in (None, False, ""):
            continue
        fields[bound.html_name] = "on" if value is True else value
    return fields


def review(client, address, **typed):
    """Open a form, change these fields (None empties one) and go on to what would change."""
    page = client.get(address)
    fields = {name: value for name, value in (fields_in(page) | typed).items() if value is not None}
    machinery = {"nonce": nonce_in(page)}
    return machinery, client.post(address, fields | machinery | {"step": "review"})


def save(client, address, **typed):
    """The whole way: open, change, review, save."""
    machinery, reviewed = review(client, address, **typed)
    assert reviewed.status_code == 200, words_in(reviewed)
    return client.post(address, machinery | {"step": "save"})


def do(client, address, **typed):
    """Open the page of an act and do it."""
    page = client.get(address)
    typed = {"typed": page.context.get("typed", "")} | typed
    return client.post(address, typed | {"nonce": nonce_in(page), "step": "do"})


def called(sandbox, operation):
    return [request for request in sandbox.requests if request.operation == operation]
