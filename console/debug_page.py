"""Django's page for an exception under DEBUG, without what it would show of people's secrets."""

from __future__ import annotations

import re
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class HidingFilter(SafeExceptionReporterFilter):
    """Where it went wrong, never with what: under DEBUG, Django shows every local variable and every posted field.

    A password is on its way through many functions, most of them not ours to mark as sensitive.
    """

    # LOCATION is the address of the cache, with its password.
    hidden_settings = re.compile("API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE|LOCATION|SESSION|CSRF", re.IGNORECASE)

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002 - Django's signature
        return True

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, str]:
        """The cookies' names."""
        return dict.fromkeys(getattr(request, "COOKIES", {}), self.cleansed_substitute)

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The posted fields' names."""
        return dict.fromkeys(getattr(request, "POST", {}), self.cleansed_substitute)

    def get_traceback_frame_variables(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        tb_frame: FrameType,
    ) -> ItemsView[str, Any]:
        """The local variables' names."""
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()
