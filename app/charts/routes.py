"""Charts of a rep, to who may see his score sheet; browsers keep them: their address changes with what they show."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from app.auth.access import logged_in, sheet_of_rep
from app.auth.queries import current_user
from app.charts import drawing, figures
from app.htmx import see_other
from app.periods import asked_period
from app.scoresheet.queries import days
from app.stamp import reading

blueprint = Blueprint("charts", __name__)


@blueprint.get("/charts/<kind>/<look>/<version>/<path:key>")
@logged_in
def chart(kind: str, look: str, version: str, key: str) -> ResponseReturnValue:
    """Draw a chart, once for each version; who asks for an older one is sent to the newest."""
    now = reading()
    quarter = asked_period(now, "")
    rep = sheet_of_rep(current_user(), key, days(quarter) if quarter else None)
    if quarter is None or look not in figures.LOOKS or kind not in (figures.POINTS, figures.LEVELS):
        abort(404)
    data = figures.data_of(kind, rep.id, now)
    if not data:
        abort(404)
    newest = figures.version_of(data)
    if version != newest:
        return see_other(figures.picture(kind, key, data).urls[look])
    answer = Response(drawing.draw(data, look), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
