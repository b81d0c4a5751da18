"""The project's own source as syntax trees, for the tests that hold its rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the top of the project, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def name(self) -> str:
        """The name by which other files import it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def file(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def feature(self) -> str | None:
        """The feature whose room the file is in; the models and the files directly in app/ are nobody's."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "app" and len(parts) > 2 and parts[1] != "models" else None

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield the line and the full name of everything imported, also inside functions."""
        package = self.name if self.file == "__init__.py" else self.name.rpartition(".")[0]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield node.lineno, alias.name
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                origin = ".".join([*above, *([node.module] if node.module else [])])
                for alias in node.names:
                    yield node.lineno, f"{origin}.{alias.name}"

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def modules(*places: str) -> tuple[Module, ...]:
    """Return the Python files under `places`: directories or files, relative to the top of the project."""
    paths: list[Path] = []
    for place in places:
        start = ROOT / place
        paths += sorted(start.rglob("*.py")) if start.is_dir() else [start]
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths if path.exists()
    )


def dotted(node: ast.AST) -> str:
    """Return a chain of names like `db.session.commit` as text; what is no name becomes a `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"
