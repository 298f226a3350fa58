"""Two records side by side, chosen in their list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from console.requests import ConsoleRequest
from console.screens import compare
from console.screens.page import parents, service_of, way_back
from console.screens.resource import Resource, Row, Text
from console.screens.table import key_of


def show_two(
    request: ConsoleRequest,
    resource: Resource,
    keys: Mapping[str, Any],
    *,
    title: Text,
    ask: Text,
    in_words: Callable[[Row], Mapping[str, str]],
    warn: Callable[[Row], str] | None = None,
) -> HttpResponse:
    """What differs between the two records whose ids the address has; `ask` is said where it has not exactly two.

    `in_words` is everything in a record, by title; `warn` a sentence about what of it cannot be compared, or "".
    """
    chosen = [key for key in dict.fromkeys(request.GET.getlist("id")) if key_of({"id": key}, resource) is not None]
    context: dict[str, Any] = {"resource": resource, "title": title, "list_url": way_back(request, resource, keys)}
    if len(chosen) != 2:
        return render(request, "screens/two.html", {**context, "problem": ask})
    service = service_of(resource, request, keys)
    first, second = records = [service.get(int(key)) for key in chosen]
    before, after = in_words(first), in_words(second)
    changes = compare.between(before, after)
    addresses = [resource.url("detail", *parents(keys), int(key)) for key in chosen]
    context |= {
        "first": (resource.called(first), addresses[0]),
        "second": (resource.called(second), addresses[1]),
        "changes": changes,
        "same": len(before.keys() | after.keys()) - len(changes),
        "warnings": [words for record in records if warn and (words := warn(record))],
    }
    return render(request, "screens/two.html", context)
