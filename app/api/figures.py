"""The description of the API as a page shows it: each operation, and each schema with its members, in words."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Member(NamedTuple):
    """A member of a schema or a parameter: its name, what it is, the schemas it is made of, and what it means."""

    name: str
    kind: str
    links: list[str]
    needed: bool
    text: str


class Shown(NamedTuple):
    """An operation: how to ask, what for, with what, and what comes back."""

    verb: str
    path: str
    summary: str
    text: str
    parameters: list[Member]
    body: list[str]
    answer: list[str]
    refusals: list[tuple[str, str]]


def operations(document: Mapping[str, Any]) -> list[Shown]:
    """Return the operations by their addresses."""
    return [
        _operation(verb.upper(), path, found)
        for path, verbs in document["paths"].items()
        for verb, found in verbs.items()
    ]


def schemas(document: Mapping[str, Any]) -> list[tuple[str, str, list[Member]]]:
    """Return name, meaning and members of each schema."""
    return [
        (
            name,
            _plain(schema.get("description", "")),
            [
                _member(one, found, one in schema.get("required", ()), found.get("description", ""))
                for one, found in schema.get("properties", {}).items()
            ],
        )
        for name, schema in document["components"]["schemas"].items()
    ]


def _operation(verb: str, path: str, found: Mapping[str, Any]) -> Shown:
    parameters = [
        _member(one["name"], one["schema"], one.get("required", False), one.get("description", ""))
        for one in found["parameters"]
    ]
    refusals = [(status, one["description"]) for status, one in found["responses"].items() if status != "200"]
    body = _links(found.get("requestBody", {}))
    answer = _links(found["responses"]["200"])
    text = _plain(found["description"])
    return Shown(verb, path, found["summary"], text, parameters, body, answer, refusals)


def _member(name: str, schema: Mapping[str, Any], needed: bool, text: str) -> Member:
    return Member(name, _kind(schema), _links(schema), needed, _plain(text))


def _plain(text: str) -> str:
    """Return `text` without the marks that descriptions have for code."""
    return text.replace("`", "")


def _kind(schema: Mapping[str, Any]) -> str:
    """Return in a few words what a value is; schemas of their own are links beside it."""
    if "anyOf" in schema:
        kinds = [kind for kind in map(_kind, schema["anyOf"]) if kind]
        return " | ".join(dict.fromkeys(kinds))
    if "enum" in schema or "const" in schema:
        return " | ".join(f'"{one}"' for one in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("format") or schema.get("type") or "")
    inner = _kind(schema["items"]) if "items" in schema else ""
    return f"{kind} of {inner}" if inner else kind


def _links(found: Any) -> list[str]:
    """Return the names of the schemas that are referred to."""
    if isinstance(found, list):
        return [name for one in found for name in _links(one)]
    if not isinstance(found, Mapping):
        return []
    own = [str(found["$ref"]).rpartition("/")[2]] if "$ref" in found else []
    return list(dict.fromkeys([*own, *(name for one in found.values() for name in _links(one))]))
