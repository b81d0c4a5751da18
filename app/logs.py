"""Logging: JSON lines in production, readable ones elsewhere; nothing that tells secrets or who somebody is."""

import logging
import re
import secrets
import time
from typing import Any, TextIO, cast

import structlog
from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream

HANDLER = "baton"
EMAIL = re.compile(r"[^\s@'\"<>(),;:=]+@[^\s@'\"<>(),;]+\.[^\s@'\"<>(),;]+")

log: structlog.stdlib.BoundLogger = structlog.get_logger("baton")


def init_app(app: Flask) -> None:
    """Set up logging and note each request; before everything else that hooks onto requests."""
    configure(as_json=app.config["BATON_ENV"] == "production")

    @app.before_request
    def begin() -> None:
        g.baton_began = time.perf_counter_ns()

    @app.after_request
    def note(response: Response) -> Response:
        # Thousands of polls an hour that found nothing new would bury everything else.
        if response.status_code != 304 and request.endpoint != "static":
            log.info("request", **facts(response.status_code))
        return response


def facts(status: int) -> dict[str, Any]:
    """Return what is logged of this request: the route, not the path, for paths and queries may hold tokens."""
    took = time.perf_counter_ns() - g.get("baton_began", time.perf_counter_ns())
    rule = str(request.url_rule) if request.url_rule else None
    return {
        "id": request_id(),
        "method": request.method,
        "route": rule,
        "status": status,
        "ms": took // 1_000_000,
    }


def request_id() -> str:
    """Return the random number under which this request is found in the log."""
    if "baton_request" not in g:
        g.baton_request = secrets.token_hex(6)
    found: str = g.baton_request
    return found


def configure(as_json: bool) -> None:
    """Send what this program and its libraries log to standard error, in one format."""
    chain: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_emails,
    ]
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    last: structlog.types.Processor = structlog.processors.JSONRenderer()
    if not as_json:
        last = structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
    handler.set_name(HANDLER)
    handler.addFilter(is_no_access_line)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if other.get_name() != HANDLER] + [handler]
    logging.getLogger("baton").setLevel(logging.INFO)


def without_emails(
    _logger: object, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Blank every e-mail address: tracebacks and messages of databases quote what they were given."""
    for key, value in event.items():
        if isinstance(value, str) and "@" in value:
            event[key] = EMAIL.sub("(e-mail)", value)
    return event


def is_no_access_line(record: logging.LogRecord) -> bool:
    """Keep out the development server's own line per request: it shows queries, and ours says the same without."""
    return record.name != "werkzeug" or " - - [" not in record.getMessage()
