"""Logs as events: one line each, JSON in production, with the request or job they belong to."""

import uuid
from contextvars import ContextVar

import structlog

# What is being answered now, for the audit of what is taken out; nothing else may make itself depend on it.
current_request = ContextVar("current_request", default=None)

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, json_lines, level):
    """The dictionary for Django's LOGGING; standard-library loggers and structlog come out alike."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # Plain tracebacks: the pretty ones print every local variable, and a queryset among them is fetched whole for it.
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer = structlog.processors.JSONRenderer() if json_lines else console
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                ]
                if json_lines
                else [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # At INFO it repeats every address in full.
            "httpx": {"level": "WARNING"},
        },
    }


def request_id_middleware(get_response):
    """Every request gets an id, bound to all its log lines and sent back, so that a person can quote it."""

    def middleware(request):
        request.id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.id)
        answering = current_request.set(request)
        try:
            response = get_response(request)
        finally:
            current_request.reset(answering)
        response["X-Request-ID"] = request.id
        return response

    return middleware
