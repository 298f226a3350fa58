"""JSON logs, one line per event, with the request id on every line and no secret on any."""

from __future__ import annotations

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "(hidden)"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

# Values under such a name never reach a log, whatever they are.
_SECRET = re.compile(r"password|passphrase|secret|pfx|token|authorization|cookie|session|csrf|vault_key", re.IGNORECASE)


def hide_secrets(_logger: WrappedLogger | None, _method: str, event: EventDict) -> EventDict:
    """Replace every value whose name says that it is a secret, at any depth."""
    return {key: value if key == "event" else _hidden(key, value) for key, value in event.items()}


def route_for_path(_logger: WrappedLogger | None, _method: str, event: EventDict) -> EventDict:
    """Django names the path in what it logs of a request; paths hold e-mail addresses and one-time links."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    path = getattr(request, "path", "")
    if path and path in str(event.get("event")):
        match = getattr(request, "resolver_match", None)
        event["event"] = str(event["event"]).replace(path, f"/{match.route}" if match else "(no such page)")
    return event


def _hidden(key: object, value: Any) -> Any:
    if _SECRET.search(str(key)):
        return HIDDEN
    if isinstance(value, dict):
        return {inner: _hidden(inner, item) for inner, item in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        return f"({len(value)} bytes)"
    return value


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING for a level (one of LEVELS); sets structlog up to write through the same handler."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # The plain traceback: structlog's own rendering would show local variables, and those hold secrets.
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [route_for_path, *shared],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": ["console"], "level": level, "propagate": False},
            # Refused requests have their own line from console.middleware.
            "django.request": {"level": "ERROR"},
            # Queries and template look-ups carry values of records: never, at any level.
            "django.db.backends": {"level": "WARNING"},
            "django.template": {"level": "WARNING"},
            # httpx and httpcore name addresses and headers at these levels.
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }
