"""The rules of docs/architecture.md: each takes a file and yields its offences, a line and what is wrong there."""

import ast
import sys
from collections.abc import Iterator

from tests.source import ROOT, Module, dotted

Offences = Iterator[tuple[int, str]]

PROJECT = ("app", "scoring", "config", "wsgi", "tests", "bench")
DOORS = (
    *("service", "queries", "figures", "telling", "errors", "rows"),
    *("access", "screens", "throttle", "tokens"),
)
"""What others may call of a feature: `rows` are what its service takes; from `access` on it is who may, how often."""

WALL_CLOCK = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
    # A database has a clock of its own, which no test can set.
    *("func.now", "func.current_timestamp", "func.current_date", "func.current_time"),
}
"""Monotonic clocks measure a length of time and decide nothing: they are free to use."""


def inside(name: str, *packages: str) -> bool:
    """Tell whether the imported `name` is one of `packages` or in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def scoring_is_pure(module: Module) -> Offences:
    """The rules of scoring know the standard library and each other, nothing else."""
    for line, name in module.imports():
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "scoring"}:
            yield line, f"scoring imports {name}"


def models_import_extensions(module: Module) -> Offences:
    """Models are the bottom: of this project they import the extensions and each other."""
    for line, name in module.imports():
        if inside(name, *PROJECT) and not inside(name, "app.extensions", "app.models"):
            yield line, f"a model imports {name}"


def routes_are_thin(module: Module) -> Offences:
    """A route parses, calls a service or a query, and renders: no models, no session, no rules of scoring."""
    for line, name in module.imports():
        if inside(name, "app.models", "app.extensions.db", "sqlalchemy", "flask_sqlalchemy", "scoring"):
            yield line, f"a route imports {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and dotted(node) == "db.session":
            yield node.lineno, "a route touches the session"


def forms_know_fields(module: Module) -> Offences:
    """Forms hold rules of fields, and nothing that queries or writes."""
    for line, name in module.imports():
        above = inside(name, "app") and name.split(".")[2:3] == ["service"]
        if above or inside(name, "app.models", "app.extensions.db", "sqlalchemy"):
            yield line, f"a form imports {name}"


def nothing_imports_upwards(module: Module) -> Offences:
    """Routes are the top: only what composes the application imports them; forms belong to the routes beside them."""
    for line, name in module.imports():
        parts = name.split(".")
        if parts[0] != "app" or module.path in ("app/__init__.py", f"app/{parts[1]}/__init__.py"):
            continue
        if "routes" in parts[2:3]:
            yield line, f"{name} is for what composes the application"
        if "forms" in parts[2:3] and module.file not in ("routes.py", "forms.py"):
            yield line, f"{name} is for routes"


def features_knock(module: Module) -> Offences:
    """A feature calls another one through its service or its queries."""
    for line, name in module.imports():
        parts = name.split(".")
        foreign = len(parts) > 2 and parts[0] == "app" and parts[1] != module.feature
        if module.feature and foreign and is_feature(parts[1]) and parts[2] not in DOORS:
            yield line, f"{module.feature} reaches into {name}"


def is_feature(name: str) -> bool:
    """Tell whether `name` is a room of app/: clock, htmx and the like are files, and open to all, as is intake."""
    return name not in ("models", "intake") and not (ROOT / "app" / f"{name}.py").exists()


def ledger_is_written_once(module: Module) -> Offences:
    """The ledger alone knows its entries: whoever else could write one could write a wrong one."""
    for line, name in module.imports():
        if name in ("app.models.bonuses.LedgerEntry", "app.models.bonuses.LedgerHead"):
            yield line, f"{name} is for the ledger"


def clock_is_asked(module: Module) -> Offences:
    """`now` is an argument of every decision; app/clock.py alone reads the wall clock."""
    for line, name in module.imports():
        if name in WALL_CLOCK:
            yield line, f"{name} reads the wall clock"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and dotted(node).removeprefix("sqlalchemy.") in WALL_CLOCK:
            yield node.lineno, f"{dotted(node)} reads the wall clock"


def services_commit(module: Module) -> Offences:
    """A transaction ends where it is decided: in a service or a command."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            yield node.lineno, "commits outside service.py and cli.py"


def numbers_are_exact(module: Module) -> Offences:
    """Binary floats are not exact: money, points and values never touch one."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"{node.value} is a binary float"
        elif isinstance(node, ast.Name) and node.id in ("float", "Float"):
            yield node.lineno, "float is binary"
        elif isinstance(node, ast.Attribute) and node.attr in ("total_seconds", "timestamp", "Float"):
            yield node.lineno, f"{dotted(node)} is a binary float"
