"""What changed between two JSON Schemas that breaks whoever sends, or whoever reads, what they describe."""

ANY = frozenset({"string", "number", "integer", "boolean", "array", "object"})
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


def at(pointer, *names):
    """The JSON pointer of something below another."""
    escaped = (str(name).replace("~", "~0").replace("/", "~1") for name in names)
    return "/".join((pointer, *escaped))


class Schemas:
    """Each schema comes with its pointer; what is referred to is told where it is defined, and once."""

    def __init__(self, old, new, may_go, breaks, warns):
        self.old, self.new, self.may_go = old, new, may_go
        self.breaks, self.warns = breaks, warns
        self.seen = set()

    def sent(self, old, new):
        self._compare(old, new, is_sent=True)

    def answered(self, old, new):
        self._compare(old, new, is_sent=False)

    def _compare(self, old, new, is_sent):
        (old, place), (new, new_place) = plain(self.old, *old), plain(self.new, *new)
        # Schemas may hold themselves.
        if (place, new_place, is_sent) in self.seen or self.may_go(old):
            return
        self.seen.add((place, new_place, is_sent))
        if not self._types(old, new, place, is_sent):
            return
        self._enums(old, new, place, new_place, is_sent)
        self._limits(old, new, new_place, is_sent)
        self._members(old, new, place, new_place, is_sent)
        self._alternatives(old, new, place, new_place, is_sent)
        if "items" in old and "items" in new:
            below = (old["items"], at(place, "items")), (new["items"], at(new_place, "items"))
            self._compare(*below, is_sent=is_sent)
        rest, new_rest = old.get("additionalProperties"), new.get("additionalProperties")
        if isinstance(rest, dict) and isinstance(new_rest, dict):
            below = (rest, at(place, "additionalProperties")), (new_rest, at(new_place, "additionalProperties"))
            self._compare(*below, is_sent=is_sent)
        elif is_sent and new_rest is False and rest is not False:
            self.breaks(at(new_place, "additionalProperties"), "Members with other names are refused now.")

    def _types(self, old, new, place, is_sent):
        """Whether there is more to compare."""
        before, is_empty_before = types(old)
        after, is_empty_after = types(new)
        narrow, wide = (before, after) if is_sent else (after, before)
        if not narrow <= wide | ({"integer"} if "number" in wide else set()):
            self.breaks(place, f"The type was {_words(before)} and is {_words(after)}.")
            return False
        if is_sent and is_empty_before and not is_empty_after:
            self.breaks(place, "null is refused now.")
        if not is_sent and is_empty_after and not is_empty_before:
            self.breaks(place, "It may be null now.")
        before, after = old.get("format"), new.get("format")
        # To drop a format widens what may be sent, and to name one narrows what is answered.
        if before != after and (after if is_sent else before):
            self.breaks(at(place, "format"), f"The format was {before or 'not said'} and is {after or 'not said'}.")
        return True

    def _enums(self, old, new, place, new_place, is_sent):
        before, after = values(old), values(new)
        if before is None and after is None:
            return
        if before is None:
            if is_sent:
                self.breaks(at(new_place, "enum"), "Only some values are taken now.")
            return
        if after is None:
            if not is_sent:
                self.warns(at(place, "enum"), "Other values than those that were listed may come.")
            return
        for value in before:
            if value not in after:
                self.breaks(at(place, "enum"), f"The value “{value}” is gone.")
        for value in after:
            if value not in before and not is_sent:
                self.warns(at(new_place, "enum"), f"There is a new value “{value}”.")

    def _limits(self, old, new, new_place, is_sent):
        tell = self.breaks if is_sent else self.warns
        for name, is_upper in [(name, True) for name in UPPER] + [(name, False) for name in LOWER]:
            narrow, wide = (new.get(name), old.get(name)) if is_sent else (old.get(name), new.get(name))
            is_narrower = narrow is not None and (wide is None or (narrow < wide if is_upper else narrow > wide))
            if is_narrower and not (wide is None and not is_upper and narrow == 0):
                now, was = new.get(name, "not there"), old.get(name, "not there")
                tell(at(new_place, name), f"The limit {name} was {was} and is {now}.")
        for name in ("pattern", "multipleOf"):
            if is_sent and name in new and new[name] != old.get(name):
                self.breaks(at(new_place, name), f"What is sent must fit “{new[name]}” now.")
        if is_sent and new.get("uniqueItems") and not old.get("uniqueItems"):
            self.breaks(at(new_place, "uniqueItems"), "The same value twice is refused now.")
        if is_sent and "default" in old and old["default"] != new.get("default"):
            was, now = old["default"], new.get("default")
            self.breaks(at(new_place, "default"), f"What is left out was read as “{was}” and is read as “{now}”.")

    def _members(self, old, new, place, new_place, is_sent):
        before, after = old.get("properties", {}), new.get("properties", {})
        needed, needed_now = set(old.get("required", [])), set(new.get("required", []))
        # What is only answered is not sent, and the other way round.
        unlike = "readOnly" if is_sent else "writeOnly"
        for name, schema in before.items():
            member, new_member = at(place, "properties", name), at(new_place, "properties", name)
            if schema.get(unlike) or self.may_go(schema):
                continue
            if name not in after or after[name].get(unlike):
                self.breaks(member, f"“{name}” is gone.")
                continue
            if is_sent and name in needed_now - needed:
                self.breaks(new_member, f"“{name}” must be sent now.")
            if not is_sent and name in needed - needed_now:
                self.breaks(member, f"“{name}” may be left out of the answer now.")
            self._compare((schema, member), (after[name], new_member), is_sent)
        for name in sorted(needed_now - set(before)):
            if is_sent and not after.get(name, {}).get(unlike):
                self.breaks(at(new_place, "properties", name), f"“{name}” is new and must be sent.")

    def _alternatives(self, old, new, place, new_place, is_sent):
        for word in ("oneOf", "anyOf"):
            before, after = old.get(word, []), new.get(word, [])
            if not before and not after:
                continue
            if before and after:
                named = self._paired(before, after, place, new_place, is_sent)
                narrow, wide = (before, after) if is_sent else (after, before)
                narrow = [each for each in narrow if each.get("$ref") not in named]
                missing = [each for each in narrow if not self._fits_one(each, wide, is_sent)]
            else:
                # To say nothing of alternatives is the widest that can be said.
                missing = after if is_sent else before
            if missing:
                self.breaks(at(place, word), f"{'Fewer' if is_sent else 'Other'} alternatives are possible now.")

    def _paired(self, before, after, place, new_place, is_sent):
        """Those of one name are compared for what they say, so that the rest alone are to find their like."""
        named = {each["$ref"] for each in before if "$ref" in each} & {each.get("$ref") for each in after}
        for ref in sorted(named):
            self._compare(({"$ref": ref}, place), ({"$ref": ref}, new_place), is_sent)
        return named

    def _fits_one(self, narrow, wide, is_sent):
        return any(self._is_same(narrow, each, is_sent) for each in wide)

    def _is_same(self, narrow, wide, is_sent):
        found = []
        old, new = (narrow, wide) if is_sent else (wide, narrow)
        trial = Schemas(self.old, self.new, self.may_go, lambda *told: found.append(told), lambda *told: None)
        # Deeper alternatives of what holds itself are taken as they are.
        trial.seen = set(self.seen)
        trial._compare((old, "#/old"), (new, "#/new"), is_sent)
        return not found


def plain(document, schema, pointer, seen=()):
    """The schema with what it refers to put in its place, and where that is."""
    if not isinstance(schema, dict):
        return {}, pointer
    if (ref := schema.get("$ref")) and ref not in seen:
        target = document
        for name in ref.removeprefix("#/").split("/"):
            target = target[name.replace("~1", "/").replace("~0", "~")]
        beside = {name: value for name, value in schema.items() if name != "$ref"}
        found, place = plain(document, target, ref, (*seen, ref))
        return {**found, **beside}, place
    for part in schema.get("allOf", []):
        found, place = plain(document, part, pointer, seen)
        pointer = place if len(schema["allOf"]) == 1 else pointer
        schema = _joined(schema, found)
    schema = {name: value for name, value in schema.items() if name != "allOf"}
    for word in ("oneOf", "anyOf"):
        if word in schema:
            schema, pointer = _of_alternatives(document, schema, pointer, word, seen)
    return schema, pointer


def _joined(one, other):
    joined = {**other, **one}
    joined["properties"] = {**other.get("properties", {}), **one.get("properties", {})}
    joined["required"] = sorted({*other.get("required", []), *one.get("required", [])})
    return joined


def _of_alternatives(document, schema, pointer, word, seen):
    """Of “this or null” only this is left, and lists of values are one list; other alternatives stay."""
    found = [plain(document, each, pointer, seen) for each in schema[word]]
    rest = {name: value for name, value in schema.items() if name != word}
    kept = [(each, place) for each, place in found if values(each) != [] and types(each)[0]]
    has_null = any(types(each)[1] for each, _ in found)
    if kept and all(values(each) is not None for each, _ in kept):
        every = [value for each, _ in kept for value in values(each)]
        place = kept[0][1] if len(kept) == 1 else pointer
        return {
            **kept[0][0],
            **rest,
            "enum": [*every, *([None] if has_null else [])],
            **_nullable(kept, has_null),
        }, place
    if len(kept) == 1:
        return {**kept[0][0], **rest, **_nullable(kept, has_null)}, kept[0][1]
    return schema, pointer


def _nullable(kept, has_null):
    names = sorted(set().union(*(types(each)[0] for each, _ in kept)))
    return {"type": [*names, *(["null"] if has_null else [])]}


def types(schema):
    """(types without null, whether it may be null)."""
    said = schema.get("type")
    names = {said} if isinstance(said, str) else set(said or ())
    is_null_listed = "enum" not in schema or None in schema["enum"]
    if not names:
        return ANY, "properties" not in schema and is_null_listed
    return frozenset(names - {"null"}), "null" in names and (is_null_listed or names == {"null"})


def values(schema):
    """The values that are possible, without null; None where they are not listed."""
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if listed is None else [value for value in listed if value is not None]


def _words(names):
    return "anything" if names == ANY else " or ".join(sorted(names)) or "null"
