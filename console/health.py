"""/healthz: whether this process can do its work, for load balancers; says nothing else to strangers."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as StoreError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from console.permissions import open_to_all
from console.vault.credentials import open_credential
from console.vault.models import Credential
from console.vault.seal import SealBroken

log = structlog.get_logger(__name__)


@open_to_all
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 and "up", or 503 and "degraded"; the log says what is wrong."""
    wrong = [check.__name__ for check in (store, memory, vault) if not _works(check)]
    return JsonResponse({"status": "degraded" if wrong else "up"}, status=503 if wrong else 200)


def _works(check: Callable[[], None]) -> bool:
    try:
        check()
    except (StoreError, RedisError, OSError, SealBroken, ImproperlyConfigured) as error:
        log.error("health.degraded", part=check.__name__, error=type(error).__name__)
        return False
    return True


def store() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def memory() -> None:
    """The cache answers."""
    cache.get("health")


def vault() -> None:
    """The keys open the newest credential, if there is one."""
    newest = Credential.objects.order_by("-pk").first()
    if newest is not None:
        open_credential(newest)
