"""What the OpenAPI document says of answers: their headers, their problems, and with what one may ask."""

from http import HTTPStatus

from django.conf import settings

from cdp.api_support import problems
from cdp.models import Scope

REFERENCE = "#/components/{}/{}"
REQUEST_ID = "4f6c2f0d3c5e4b7e9a1d8b6f2c7e5a90"

TOKEN, CLIENT, SESSION = "personalToken", "clientCredentials", "session"
SCHEMES = {
    TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "cdp_…",
        "description": "A token that a person made for a program of their own, at /account/api-tokens/. It opens what "
        "the person may do, narrowed by its scopes. It belongs into the header and never into an address.",
    },
    CLIENT: {
        "type": "oauth2",
        "description": "A program with an account of its own, which leads and data leads of a partnership let in. "
        "Its tokens work for 15 minutes.",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/api/oauth/token",
                "scopes": {str(scope): str(scope.label) for scope in Scope},
            }
        },
    },
    SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "Somebody who is signed in, in their browser. No scope narrows it. Whatever writes also needs "
        "the header X-CSRFToken.",
    },
}


def security(scope=None):
    """Reading needs nobody, and shows more to whom may see more; writing needs somebody, and a token this scope.

    Of several scopes it is that of what is sent.
    """
    scopes = [[str(each)] for each in (scope if isinstance(scope, tuple) else (scope or Scope.READ,))]
    named = [*({kind: each} for kind in (TOKEN, CLIENT) for each in scopes), {SESSION: []}]
    return named if scope else [{}, *named]


def _text(description, **more):
    return {"description": description, "schema": {"type": "string", **more}}


HEADERS = {
    "ETag": _text(
        "Which bytes were answered, and of what has versions which version. Send it back as If-None-Match, or as "
        "If-Match with a change.",
        examples=['"9f86d081884c7d659a2feaa0c55ad015"'],
    ),
    "Link": _text("The addresses of the next and the previous page, where there are any (RFC 8288)."),
    "As-Of": _text("The day at whose end the figures stood so, where as_of asked for one.", format="date"),
    "Content-Disposition": _text("The name of the file, where the answer is one."),
    "RateLimit": _text(
        "What is left of the limit, and for how many seconds it has to last.", examples=['"person";r=1187;t=24']
    ),
    "RateLimit-Policy": _text(
        "The limit: how many requests in how many seconds. A file of a whole list counts ten.",
        examples=['"person";q=1200;w=60'],
    ),
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}},
    "X-Request-ID": _text("Quote it when you report a fault.", examples=[REQUEST_ID]),
    "WWW-Authenticate": _text("What is wrong with the token, or which scope it lacks (RFC 6750)."),
    "Location": _text("The address of what was made.", format="uri"),
    "Idempotent-Replayed": _text(
        "There where this answer was given to the same Idempotency-Key before.", enum=["true"]
    ),
    "Deprecation": _text("Since when it is not to be used any more (RFC 9745).", examples=["@1798761600"]),
    "Sunset": _text("When it goes (RFC 8594).", examples=["Tue, 04 Jan 2028 00:00:00 GMT"]),
}
ALWAYS = ("RateLimit", "RateLimit-Policy", "X-Request-ID")

# {name: (status, when it comes, more headers, the members of an example beside the usual ones)}
PROBLEMS = {
    "BadParameters": (
        400,
        "A query parameter does not exist or holds what it cannot hold",
        (),
        {
            "type": "/api/#parameters",
            "detail": "The address has query parameters that cannot be used. See errors.",
            "instance": "/api/v1/observations/?from=yesterday",
            "errors": [{"parameter": "from", "detail": "“yesterday” is not a date. Write it as 2026-11-21."}],
        },
    ),
    "BadBody": (
        400,
        "The address, the body or a header cannot be read, or names a member that does not exist or has another type",
        (),
        {
            "type": "/api/#parameters",
            "detail": "The body cannot be taken as it is. See errors.",
            "instance": "/api/v1/progress-updates/12/",
            "errors": [{"pointer": "/confidence", "detail": '"sure" is not a valid choice.'}],
        },
    ),
    "TokenRefused": (
        401,
        "A token that is wrong, revoked or expired; where something is written also nobody",
        ("WWW-Authenticate",),
        {"detail": "This token has expired. Its owner can make another one."},
    ),
    "NotAllowed": (
        403,
        "The scope is missing, or the role does not allow it",
        ("WWW-Authenticate",),
        {"detail": "Your role does not allow this. You may read it."},
    ),
    "NotFound": (404, "Not there, or not yours to see", (), {}),
    "NoSuchFormat": (406, "Accept asks for a format that we do not make", (), {}),
    "InTheWay": (
        409,
        "It stands in the way of something else, or is still being done",
        ("Retry-After",),
        {
            "detail": "There is an update already that nobody has decided on.",
            "conflicts_with": "https://example.org/api/v1/progress-updates/12/",
        },
    ),
    "CursorTooOld": (410, "Some of the changes after this cursor are not kept any more", (), {}),
    "ChangedSince": (412, "It has been changed since; the header ETag says how it stands now", ("ETag",), {}),
    "TooLarge": (413, "The body is larger than we take, or a workbook would have more rows than fit into one", (), {}),
    "TooLong": (414, "The address is longer than we take", (), {}),
    "NoSuchContentType": (415, "The body has a content type that this address does not take", (), {}),
    "NotTaken": (
        422,
        "It was understood and cannot be taken: errors say why, each with a pointer into the body",
        (),
        {
            "type": "/api/#parameters",
            "errors": [{"pointer": "/narrative", "detail": "Say what happened."}],
        },
    ),
    "VersionMissing": (428, "If-Match is missing", (), {}),
    "TooMany": (429, "Too many requests", ("Retry-After",), {}),
    "OurFault": (500, "The fault is ours", (), {}),
}


def refer(kind, name):
    return {"$ref": REFERENCE.format(kind, name)}


def headers(*names):
    return {name: refer("headers", name) for name in sorted({*ALWAYS, *names})}


def problems_of(*, writes, is_list, has_path, needs_version, makes_formats, is_feed, reads_body):
    """{status: what an operation may answer instead}"""
    names = ["BadBody" if writes else "BadParameters", "TokenRefused", "TooLong", "TooMany", "OurFault"]
    names += ["NotFound"] if has_path else []
    names += ["NoSuchFormat"] if makes_formats else []
    names += ["CursorTooOld"] if is_feed else []
    names += ["TooLarge"] if is_list or writes else []
    names += ["NotAllowed", "InTheWay", "NotTaken"] if writes else []
    names += ["NoSuchContentType"] if reads_body else []
    names += ["ChangedSince", "VersionMissing"] if needs_version else []
    return {
        str(PROBLEMS[name][0]): refer("responses", name) for name in sorted(names, key=lambda name: PROBLEMS[name][0])
    }


NOT_MODIFIED = {
    "description": "It is still as it was when you were given the ETag that If-None-Match names",
    "headers": headers("ETag", "Link", "As-Of"),
}


def components():
    """What operations refer to."""
    answers = {}
    for name, (status, description, more, members) in PROBLEMS.items():
        example = {
            "type": "about:blank",
            "title": problems.TITLES.get(status, HTTPStatus(status).phrase),
            "status": status,
            "detail": problems.DETAILS.get(status, description + "."),
            "instance": "/api/v1/actions/",
            "request_id": REQUEST_ID,
            **members,
        }
        content = {"schema": refer("schemas", "Problem"), "example": example}
        answers[name] = {
            "description": description,
            "headers": headers(*more),
            "content": {problems.CONTENT_TYPE: content},
        }
    return {"headers": HEADERS, "responses": {**answers, "NotModified": NOT_MODIFIED}, "securitySchemes": SCHEMES}
