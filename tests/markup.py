"""The rules of templates and scripts: each takes a file and yields its offences, a line and what is wrong there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

Offences = Iterator[tuple[int, str]]

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "param",
    "source",
    "track",
    "wbr",
}
REQUESTS = {"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"}
# htmx 2 handed these down to every element inside; htmx 4 does so only with `:inherited`.
EXPLICIT = {
    *(
        "hx-confirm",
        "hx-encoding",
        "hx-headers",
        "hx-include",
        "hx-indicator",
        "hx-push-url",
        "hx-replace-url",
    ),
    *("hx-select", "hx-select-oob", "hx-swap", "hx-sync", "hx-target", "hx-vals"),
}
# Gone in htmx 4, or needing eval, or replaced by a convention of this project.
UNUSED = {
    *(
        "hx-vars",
        "hx-params",
        "hx-prompt",
        "hx-ext",
        "hx-disinherit",
        "hx-inherit",
        "hx-request",
        "hx-history",
    ),
    *("hx-disabled-elt", "sse-connect", "sse-close", "sse-swap", "ws-connect", "ws-send", "hx-boost"),
}
OLD_SCRIPT = re.compile(
    r"htmx:[a-z]+[A-Z]\w*|htmx:(?:validation|xhr):|HX-Trigger-After-\w+"
    r"|htmx\.(?:addClass|removeClass|toggleClass|takeClass|closest|remove|off|location|logAll|logNone|defineExtension)\b"
)


@dataclass
class Element:
    """A start tag: its name, attributes, line and how deep it stands."""

    tag: str
    attributes: dict[str, str]
    line: int
    depth: int
    text: str = ""


class Parser(HTMLParser):
    """Collects the elements of a template whose own syntax was taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.loose: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and that it stays open until its end."""
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, self.getpos()[0], len(self.open)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element of that name, and what was left open inside."""
        while any(element.tag == tag for element in self.open) and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note text: that of the innermost element, or text outside of all."""
        if self.open:
            self.open[-1].text += data
        elif data.strip():
            self.loose.append((self.getpos()[0], data.strip()))


@dataclass(frozen=True)
class Template:
    """One template; `path` is relative to templates/."""

    path: str
    text: str

    @property
    def file(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @cached_property
    def parsed(self) -> Parser:
        """The elements, with Jinja's own syntax blanked; lines stay where they are."""
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}", blank, self.text, flags=re.DOTALL)
        text = re.sub(r"\{\{.*?\}\}", lambda found: "x" + blank(found), text, flags=re.DOTALL)
        parser = Parser()
        parser.feed(text)
        return parser

    def is_partial(self) -> bool:
        """Tell whether the file is a piece that a route may answer with; components are building blocks."""
        return self.file.startswith("_") and not self.path.startswith("components/")


def blank(found: re.Match[str]) -> str:
    """Return as many newlines as were found."""
    return "\n" * found.group().count("\n")


def pages_extend(template: Template) -> Offences:
    """A page extends a base; a partial extends nothing."""
    extends = re.search(r"\{%-?\s*extends\b", template.text)
    if template.file.startswith("_") and extends:
        yield 1, "a partial extends nothing"
    is_page = not template.path.startswith("components/") and not template.file.startswith(("_", "base"))
    if is_page and not extends:
        yield 1, "a page extends base.html"


def partials_have_one_root(template: Template) -> Offences:
    """A partial has one root element, whose id is its name: what is swapped in replaces what was there."""
    if not template.is_partial():
        return
    name = template.file.removeprefix("_").removesuffix(".html").replace("_", "-")
    roots = [element for element in template.parsed.elements if element.depth == 0]
    for line, text in template.parsed.loose:
        yield line, f"text outside of the root element: {text[:30]}"
    if not roots:
        yield 1, "no root element"
    for root in roots:
        # Branches of an `if` may each bring their own root. A piece that is repeated adds its key to its name.
        given = root.attributes.get("id", "").replace("_", "-")
        if given != name and not given.startswith(f"{name}-"):
            yield root.line, f"the root <{root.tag}> has no id {name}"


def policy_is_kept(template: Template) -> Offences:
    """The content security policy allows no inline style, script or handler, and htmx no eval."""
    for element in template.parsed.elements:
        for name, value in element.attributes.items():
            if name == "style" or re.match(r"on[a-z]+$|(data-)?hx-on", name):
                yield element.line, f"{name}= on <{element.tag}>"
            if value.strip().startswith(("js:", "javascript:")):
                yield element.line, f"{name}={value}"
            if name.startswith("hx-trigger") and "[" in value:
                yield element.line, f"a filter in {name}={value}"
        if element.tag == "style" or (element.tag == "script" and "src" not in element.attributes):
            yield element.line, f"inline <{element.tag}>"


def htmx_is_4(template: Template) -> Offences:
    """Nothing of htmx 2 that htmx 4 ignores in silence."""
    for element in template.parsed.elements:
        asks = element.tag == "hx-partial" or REQUESTS & set(element.attributes)
        for name in element.attributes:
            plain = name.removeprefix("data-")
            if plain in UNUSED or name.startswith("data-hx-"):
                yield element.line, f"{name} is not used"
            elif plain in EXPLICIT and not asks:
                yield element.line, f"{name} does nothing on an element without a request: add :inherited"
    yield from script_is_4(template.text)


def script_is_4(text: str) -> Offences:
    """Events, headers and functions of htmx 2 in a script or a template."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in OLD_SCRIPT.finditer(line):
            yield number, f"{found.group()} is of htmx 2"


def polled_is_for_all(template: Template) -> Offences:
    """What is polled is cached for everybody: no token and nothing of the viewer in it."""
    if any("every" in element.attributes.get("hx-trigger", "") for element in template.parsed.elements):
        for number, line in enumerate(template.text.splitlines(), 1):
            for word in ("csrf_token", "current_user"):
                if word in line:
                    yield number, f"{word} in a polled partial"


RULES: list[Any] = [pages_extend, partials_have_one_root, policy_is_kept, htmx_is_4, polled_is_for_all]
