"""How the file for payroll is written: what admins may choose, and where it is kept."""

import json
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.bonuses import rights
from app.bonuses.errors import EntryError, ForbiddenError
from app.bonuses.rows import COLUMNS, DECIMAL_SIGNS, NEEDED_COLUMNS, RULE_KINDS, SEPARATORS, Format
from app.extensions import db
from app.models.bonuses import PayrollFormat

LONGEST_HEADING = 100
LONGEST_WAGE_TYPE = 40


def stored() -> Format:
    """Return the format that admins chose, or that which Baton comes with."""
    row = db.session.execute(select(*PayrollFormat.__table__.c)).one_or_none()
    if row is None:
        return Format()
    columns = tuple((column, heading) for column, heading in json.loads(row.columns))
    return Format(
        row.separator, row.decimal_sign, row.bom, columns, row.wage_type, json.loads(row.wage_types)
    )


def store(form: Format, by: int, now: int) -> None:
    """Keep a format, as a part of the caller's transaction."""
    if rights.actor(by).role != "admin":
        raise ForbiddenError(_("Admins choose how the file for payroll is written."))
    check(form)
    values: dict[str, Any] = {
        "separator": form.separator,
        "decimal_sign": form.decimal_sign,
        "bom": form.bom,
        "columns": json.dumps([list(pair) for pair in form.columns], ensure_ascii=False),
        "wage_type": form.wage_type,
        "wage_types": json.dumps(dict(form.wage_types), ensure_ascii=False, sort_keys=True),
        "changed_at": now,
        "changed_by": by,
    }
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = dialect.insert(PayrollFormat).values(id=1, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))


def check(form: Format) -> None:
    """Raise EntryError where payroll could not read a file of this format, or not every time."""
    if form.separator not in SEPARATORS:
        raise EntryError("separator", _("Choose a semicolon, a comma or a tab."))
    if form.decimal_sign not in DECIMAL_SIGNS:
        raise EntryError("decimal_sign", _("Choose a comma or a point."))
    if form.separator == form.decimal_sign:
        raise EntryError("decimal_sign", _("Amounts cannot hold the sign that separates columns."))
    names = [column for column, _heading in form.columns]
    if unknown := set(names).difference(COLUMNS):
        raise EntryError("columns", _("There is no column %(name)s.", name=min(unknown)))
    if len(set(names)) < len(names):
        raise EntryError("columns", _("Each column can be there once."))
    if missing := set(NEEDED_COLUMNS).difference(names):
        raise EntryError("columns", _("The column %(name)s has to be there.", name=min(missing)))
    for _column, heading in form.columns:
        _check_text("columns", heading, LONGEST_HEADING)
    _check_text("wage_type", form.wage_type, LONGEST_WAGE_TYPE)
    for kind, wage_type in form.wage_types.items():
        if kind not in RULE_KINDS:
            raise EntryError("wage_types", _("There is no kind of rule %(name)s.", name=kind))
        _check_text("wage_types", wage_type, LONGEST_WAGE_TYPE)


def _check_text(field: str, text: str, most: int) -> None:
    if not text.strip() or len(text) > most or not text.isprintable():
        raise EntryError(field, _("Write 1 to %(most)d characters in one line.", most=most))
