"""What would break a program that was written for an older OpenAPI 3.1 document.

    for difference in differences(old, new, on=date.today()):
        print(difference)

The rules are those of oasdiff, stricter where this API is: it refuses parameters and members that it does not know, so
that taking one away breaks whoever sends it; and a field that is optional in an answer is still a promise. What is
marked deprecated in the old document may go or change once its x-sunset is past, and not before.
"""

from dataclasses import dataclass
from datetime import date

from cdp.api_support.differ_schemas import Schemas, at

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
BREAKING = "breaking"
WARNING = "warning"


@dataclass(frozen=True, order=True)
class Difference:
    kind: str
    # JSON pointer: of what is gone or changed into the old document, of what is new into the new one.
    pointer: str
    sentence: str

    def __str__(self):
        return f"{self.kind}: {self.pointer}: {self.sentence}"


def differences(old, new, *, on):
    """Each once, the breaking ones first."""
    return sorted(_Comparison(old, new, on).all())


def breaking(old, new, *, on):
    return [each for each in differences(old, new, on=on) if each.kind == BREAKING]


def is_past_its_sunset(thing, on):
    """Announced as going, and the day is over that was named."""
    sunset = thing.get("x-sunset")
    return bool(thing.get("deprecated") and sunset and date.fromisoformat(sunset) <= on)


class _Comparison:
    def __init__(self, old, new, on):
        self.old, self.new, self.on = old, new, on
        self.found = set()
        self.schemas = Schemas(old, new, lambda thing: is_past_its_sunset(thing, on), self.breaks, self.warns)

    def breaks(self, pointer, sentence):
        self.found.add(Difference(BREAKING, pointer, sentence))

    def warns(self, pointer, sentence):
        self.found.add(Difference(WARNING, pointer, sentence))

    def all(self):
        there = {_shape(path): path for path in self.new.get("paths", {})}
        for path, item in self.old.get("paths", {}).items():
            for method in METHODS:
                if method not in item or is_past_its_sunset(item[method], self.on):
                    continue
                new_path = there.get(_shape(path))
                if new_path is None:
                    self.breaks(at("#/paths", path), "The path is gone.")
                elif method not in self.new["paths"][new_path]:
                    self.breaks(at("#/paths", path, method), f"{method.upper()} is gone.")
                else:
                    self._operation(path, new_path, method)
        return self.found

    def _operation(self, old_path, new_path, method):
        old, new = self.old["paths"][old_path][method], self.new["paths"][new_path][method]
        place, new_place = at("#/paths", old_path, method), at("#/paths", new_path, method)
        if (name := old.get("operationId")) and name != new.get("operationId"):
            renamed = f"The operation “{name}” has another name, and so have the functions of generated clients."
            self.breaks(at(place, "operationId"), renamed)
        if self._is_open(self.old, old) and not self._is_open(self.new, new):
            self.breaks(at(new_place, "security"), "It could be called without a key and cannot any more.")
        self._parameters(old_path, new_path, method)
        self._body(old.get("requestBody"), new.get("requestBody"), place, new_place)
        self._answers(old.get("responses", {}), new.get("responses", {}), place, new_place)

    @staticmethod
    def _is_open(document, operation):
        security = operation.get("security", document.get("security", []))
        return not security or {} in security

    def _parameters(self, old_path, new_path, method):
        before = _parameters(self.old, old_path, method)
        after = _parameters(self.new, new_path, method)
        for key, (parameter, place) in before.items():
            if is_past_its_sunset(parameter, self.on):
                continue
            if key not in after:
                gone = f"The parameter “{parameter['name']}” ({parameter['in']}) is gone, and would be refused."
                self.breaks(place, gone)
                continue
            new, new_place = after[key]
            if new.get("required") and not parameter.get("required"):
                self.breaks(new_place, f"The parameter “{parameter['name']}” must be given now.")
            if parameter.get("explode", True) != new.get("explode", True):
                self.breaks(new_place, f"Several values of “{parameter['name']}” are written in another way.")
            if "schema" in parameter:
                self.schemas.sent((parameter["schema"], at(place, "schema")), (new["schema"], at(new_place, "schema")))
        for key, (parameter, place) in after.items():
            if key not in before and parameter.get("required"):
                self.breaks(place, f"There is a new parameter “{parameter['name']}” that must be given.")

    def _body(self, old, new, place, new_place):
        place, new_place = at(place, "requestBody"), at(new_place, "requestBody")
        if new and new.get("required") and not (old and old.get("required")):
            self.breaks(new_place, "A body must be sent now.")
        if old and not new:
            self.breaks(place, "A body is taken no longer.")
        elif old:
            self._content(old, new, place, new_place, self.schemas.sent)

    def _answers(self, old, new, place, new_place):
        for status, answer in old.items():
            status_place = at(place, "responses", status)
            if not str(status).startswith("2"):
                continue
            if status not in new:
                self.breaks(status_place, f"It never answers {status} any more.")
                continue
            new_status = at(new_place, "responses", status)
            for name in sorted(set(answer.get("headers", {})) - set(new[status].get("headers", {}))):
                self.breaks(at(status_place, "headers", name), f"The header {name} is gone.")
            self._content(answer, new[status], status_place, new_status, self.schemas.answered)

    def _content(self, old, new, place, new_place, compare):
        for media, content in old.get("content", {}).items():
            media_place = at(place, "content", media)
            if media not in new.get("content", {}):
                self.breaks(media_place, f"{media} is gone.")
                continue
            new_media = new["content"][media]
            new_media_place = at(new_place, "content", media, "schema")
            compare(
                (content.get("schema", {}), at(media_place, "schema")), (new_media.get("schema", {}), new_media_place)
            )


def _shape(path):
    """The path without the names of its parameters, which no caller sees."""
    return "/".join("{}" if part.startswith("{") and part.endswith("}") else part for part in path.split("/"))


def _parameters(document, path, method):
    """{key: (parameter, pointer)}: in paths the place is the key, elsewhere the name."""
    item = document["paths"][path]
    found = {}
    for place, parameters in (
        (at("#/paths", path, "parameters"), item.get("parameters", [])),
        (at("#/paths", path, method, "parameters"), item[method].get("parameters", [])),
    ):
        for number, parameter in enumerate(parameters):
            name = path.find("{" + parameter["name"] + "}") if parameter["in"] == "path" else parameter["name"]
            key = path[:name].count("{") if parameter["in"] == "path" else name
            found[parameter["in"], key] = parameter, at(place, number)
    return found
