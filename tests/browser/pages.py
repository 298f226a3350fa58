"""Test-only pages: the frames of the console around made-up content, with no SigningHub behind them."""

from __future__ import annotations

from copy import copy
from types import SimpleNamespace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from console.permissions import open_to_all
from console.urls import urlpatterns as console_urls
from console.vault.models import Environment

PERSON = SimpleNamespace(
    is_authenticated=True, name="Priya Natarajan", email="priya@nordlicht.example", theme="system", credential=None
)


def item(title: str, icon: str, *, is_current: bool = False) -> dict[str, object]:
    return {"title": title, "url": "/sample/frame/", "icon": icon, "is_current": is_current}


NAVIGATION = [
    {"title": "", "items": [item("Dashboard", "layout-dashboard"), item("Accounts", "users", is_current=True)]},
    {"title": "Access", "items": [item("Operators", "user-shield"), item("Roles", "shield-lock")]},
]


def seen_by_person(request: HttpRequest) -> HttpRequest:
    """The request as templates shall see it: signed in, which to the middleware it is not."""
    seen = copy(request)
    seen.user = PERSON
    return seen


def frame_context(request: HttpRequest) -> dict[str, object]:
    environment = Environment(name="prod-eu", is_production=request.GET.get("environment") != "test")
    return {"environment": environment, "navigation": NAVIGATION}


@open_to_all
def frame(request: HttpRequest) -> HttpResponse:
    """A list and a form inside the signed-in frame. `?say=` puts words into a toast, `?warn=` into a notice."""
    if request.GET.get("say"):
        messages.success(request, request.GET["say"])
    if request.GET.get("warn"):
        messages.error(request, request.GET["warn"])
    return render(seen_by_person(request), "browser/frame.html", frame_context(request))


@open_to_all
def door(request: HttpRequest) -> HttpResponse:
    """A form at the door."""
    return render(request, "browser/door.html", frame_context(request))


@open_to_all
def mishap(request: HttpRequest) -> HttpResponse:
    """An error page in the layout that `?layout=` names."""
    context = {
        "layout": request.GET.get("layout"),
        "sign_text": "SigningHub did not answer",
        "error_title": "The accounts cannot be shown",
        "explanation": "SigningHub did not answer within 8 seconds.",
        "kept": "Your filters are kept.",
        "acts": [("Try again", "/sample/frame/"), ("Dashboard", "/")],
        "reference": "7f3a-20c1",
    }
    return render(seen_by_person(request), "errors/error.html", context | frame_context(request), status=503)


@open_to_all
def part(request: HttpRequest) -> HttpResponse:
    """A fragment with the status that `?status=` asks for."""
    status = int(request.GET.get("status", "200"))
    if status in {200, 422}:
        return HttpResponse(f'<p id="answer">answered {status}</p>', status=status)
    context = {
        "error_title": "The accounts were not read",
        "explanation": "SigningHub did not answer.",
        "reference": "7f3a",
    }
    return render(request, "errors/notice.html", context, status=status)


@open_to_all
def rows(request: HttpRequest) -> HttpResponse:
    """The list of the frame once more, with a link that has no id, as after a change of the filter."""
    return render(request, "browser/frame.html#rows", {"again": True})


urlpatterns = [
    path("sample/frame/", frame),
    path("sample/door/", door),
    path("sample/mishap/", mishap),
    path("sample/part/", part),
    path("sample/rows/", rows),
    *console_urls,
]
