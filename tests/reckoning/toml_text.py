"""Write an agreement as TOML."""

import json
from decimal import Decimal
from typing import Any


def agreement_text(agreement: dict[str, Any]) -> str:
    """Return the text of an agreement given as nested tables, levels under "service_level"."""
    tables = [(f"[{name}]", table) for name, table in agreement.items() if name != "service_level"]
    tables += [("[[service_level]]", level) for level in agreement["service_level"]]
    return "\n".join(f"{head}\n{_lines(table)}" for head, table in tables)


def _lines(table: dict[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
