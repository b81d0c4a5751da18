"""Every template compiles, and keeps the conventions that pages, htmx and the content security policy depend on."""

from collections.abc import Callable

import pytest

from tests import markup
from tests.harness import make_app
from tests.markup import Template
from tests.source import ROOT

PATHS = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.*"))
# A mail is no page: mail programs know neither our stylesheets nor our policy.
PAGES = [path for path in PATHS if path.endswith(".html") and not path.startswith("mail/")]
TEMPLATES = [Template(path, (ROOT / "templates" / path).read_text()) for path in PAGES]

Rule = Callable[[Template], markup.Offences]


def test_every_template_compiles() -> None:
    environment = make_app("sqlite://").jinja_env
    for path in PATHS:
        environment.get_template(path)


@pytest.mark.parametrize("rule", markup.RULES, ids=lambda rule: rule.__name__)
def test_rule(rule: Rule) -> None:
    offences = [f"templates/{one.path}:{line}: {what}" for one in TEMPLATES for line, what in rule(one)]
    assert not offences, f"{rule.__doc__}\n" + "\n".join(offences)


def test_scripts_speak_htmx_4() -> None:
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    offences = [(path.name, *found) for path in scripts for found in markup.script_is_4(path.read_text())]
    assert not offences


# What each rule must catch, and where: a rule that sees nothing would pass for ever.
BROKEN = [
    (markup.pages_extend, "wall/wall.html", "<p>on its own</p>"),
    (markup.pages_extend, "wall/_board.html", '{% extends "base.html" %}'),
    (markup.partials_have_one_root, "wall/_board.html", '<div id="something-else"></div>'),
    (markup.partials_have_one_root, "wall/_board.html", '<div id="board"></div><p></p>'),
    (markup.partials_have_one_root, "wall/_board.html", '<div id="board"><br><p></div>loose'),
    (markup.partials_have_one_root, "wall/_board.html", "{# nothing #}"),
    (markup.policy_is_kept, "wall/_board.html", '<div id="board" style="color: {{ colour }}"></div>'),
    (markup.policy_is_kept, "wall/_board.html", '<button hx-on:click="go()">'),
    (markup.policy_is_kept, "wall/_board.html", '<button onclick="go()">'),
    (markup.policy_is_kept, "wall/_board.html", """<a hx-get="/" hx-vals='js:{now: 1}'>"""),
    (markup.policy_is_kept, "wall/_board.html", '<a hx-get="/" hx-trigger="click[ctrlKey]">'),
    (markup.policy_is_kept, "base.html", "<script>go()</script>"),
    (markup.htmx_is_4, "wall/_board.html", '<body hx-headers="{}">'),
    (markup.htmx_is_4, "wall/_board.html", '<button hx-post="/" hx-disabled-elt="this">'),
    (markup.htmx_is_4, "wall/_board.html", '<a hx-boost="true" href="/">'),
    (markup.htmx_is_4, "wall/_board.html", "{# htmx:afterSwap #}"),
    (
        markup.polled_is_for_all,
        "wall/_board.html",
        '<i hx-get="/" hx-trigger="every 5s">{{ current_user.name }}</i>',
    ),
]
# What looks like an offence and is none.
SOUND = [
    (markup.pages_extend, "components/table.html", "{% macro row() %}{% endmacro %}"),
    (
        markup.partials_have_one_root,
        "wall/_row.html",
        '{% if a %}<tr id="row-{{ key }}">{% else %}<tr id="row-x">',
    ),
    (markup.partials_have_one_root, "components/_shapes.html", "<svg></svg><svg></svg>"),
    (markup.policy_is_kept, "base.html", '<script src="{{ url }}"></script><a hx-get="{{ rows[0] }}">'),
    (
        markup.htmx_is_4,
        "wall/wall.html",
        '<main hx-target:inherited="#flash"><hx-partial hx-target="#x"></hx-partial>',
    ),
    (markup.polled_is_for_all, "wall/_form.html", '<form id="form">{{ csrf_token() }}</form>'),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_rule_catches(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Template(path, text)))


@pytest.mark.parametrize(("rule", "path", "text"), SOUND)
def test_rule_lets_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Template(path, text))) == []
