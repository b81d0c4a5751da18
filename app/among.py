"""One of many values that a statement is given as a parameter, in the way that suits the database."""

from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, String, any_, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal


class Among(ColumnElement[bool]):
    """That a column is one of the values of the parameter `name`, a list.

    PostgreSQL is given it as one array: the statement stays the same for any number of values, so that its plan is
    kept, and no time goes into writing them out. SQLite is given each value, by whose number it plans.
    """

    __visit_name__ = "among"
    _traverse_internals = [  # noqa: RUF012 - as SQLAlchemy wants it
        ("column", InternalTraversal.dp_clauseelement),
        ("name", InternalTraversal.dp_string),
    ]
    inherit_cache = True

    def __init__(self, column: Any, name: str) -> None:
        """Take the column, of a table or a model, and the name of the parameter."""
        self.column: ColumnElement[Any] = coercions.expect(roles.ExpressionElementRole, column)
        self.name = name
        self.type = Boolean()

    def self_group(self, against: Any = None) -> "Among":
        """Stand in a condition as it is: databases that know no truth would compare it with 1 otherwise."""
        return self


@compiles(Among)
def _write_out(element: Among, compiler: SQLCompiler, **more: Any) -> str:
    values: Any = bindparam(element.name, expanding=True)
    return compiler.process(element.column.in_(values), **more)


@compiles(Among, "postgresql")
def _as_array(element: Among, compiler: SQLCompiler, **more: Any) -> str:
    # Texts without their greatest length: to be taken for such a type would cut off what is longer.
    kind = String() if isinstance(element.column.type, String) else element.column.type
    values: Any = bindparam(element.name, type_=ARRAY(kind))
    return compiler.process(element.column == any_(values), **more)
