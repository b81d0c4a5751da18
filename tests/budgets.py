"""How large modules, functions, routes and templates are. `python -m tests.budgets` prints it, for `make lint`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from statistics import median, quantiles

from tests.source import ROOT, Module, dotted, modules

VERBS = ("route", "get", "post", "put", "patch", "delete")


@dataclass
class Budget:
    """Sizes in lines of one kind of thing, each with its place, and the figures they are held to."""

    kind: str
    middle: int | None = None
    tenth: int | None = None
    limit: int | None = None
    sizes: list[tuple[int, str]] = field(default_factory=list)

    def excess(self) -> list[str]:
        """Return what is larger than the limit, which nothing may be."""
        limit = self.limit
        return [f"{place}: {size} lines of {limit}" for size, place in self.sizes if limit and size > limit]

    def row(self) -> str:
        """Return the figures as a line of a table; what is over its aim is marked, and fails nothing."""
        sizes = sorted(size for size, _ in self.sizes) or [0]
        tenth = quantiles(sizes, n=10, method="inclusive")[8] if len(sizes) > 1 else sizes[0]
        cells = [cell(median(sizes), self.middle), cell(tenth, self.tenth), cell(sizes[-1], self.limit)]
        return f"{self.kind:<16}{len(self.sizes):>6}" + "".join(cells)


def cell(size: float, aim: int | None) -> str:
    """Return a figure with what it aims at, starred when it is larger."""
    star = "*" if aim and size > aim else " "
    return f"{round(size):>7}{star}" + (f"of {aim:<5}" if aim else " " * 8)


def length(node: ast.AST) -> int:
    """Return the lines of a function with its docstring, without its decorators."""
    return (node.end_lineno or 0) - node.lineno + 1  # type: ignore[attr-defined]


def body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function below its docstring."""
    start = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - start[0].lineno + 1 if start else 0


def is_route(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function answers a URL: it is decorated with a verb of a blueprint."""
    return any(
        isinstance(mark, ast.Call) and dotted(mark.func).rpartition(".")[2] in VERBS
        for mark in node.decorator_list
    )


def places(module: Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """Yield the functions of a module, each with a place that an editor can jump to."""
    for node in module.functions():
        yield node, f"{module.path}:{node.lineno} {node.name}"


@cache
def measure() -> dict[str, Budget]:
    """Measure the whole tree."""
    found = [
        Budget("module", middle=80, limit=300),
        Budget("function", middle=8, tenth=20, limit=40),
        Budget("route body", tenth=15, limit=25),
        Budget("template", tenth=80, limit=150),
        Budget("test module", limit=300),
        Budget("test body", tenth=15),
    ]
    kinds = {budget.kind: budget for budget in found}
    for module in modules("app", "scoring", "config.py", "wsgi.py"):
        kinds["module"].sizes.append((module.text.count("\n"), module.path))
        for node, place in places(module):
            kinds["function"].sizes.append((length(node), place))
            if module.file == "routes.py" and is_route(node):
                kinds["route body"].sizes.append((body_length(node), place))
    for module in modules("tests"):
        kinds["test module"].sizes.append((module.text.count("\n"), module.path))
        tests = [
            (body_length(node), place) for node, place in places(module) if node.name.startswith("test_")
        ]
        kinds["test body"].sizes += tests
    for path in sorted((ROOT / "templates").rglob("*.*")):
        kinds["template"].sizes.append((path.read_text().count("\n"), path.relative_to(ROOT).as_posix()))
    return kinds


def main() -> None:
    """Print the table."""
    print(f"{'lines of a':<16}{'found':>6}{'median':>7}{'p90':>16}{'max':>16}")  # noqa: T201 - it is for the console
    for budget in measure().values():
        print(budget.row())  # noqa: T201 - it is for the console


if __name__ == "__main__":
    main()
