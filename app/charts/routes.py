"""Charts: a rep's for who may see his score sheet, and those of walls; their addresses change with what they show."""

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue

from app.auth.access import logged_in, screen, sheet_of_rep
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
    return _kept(drawing.draw(data, look))


@blueprint.get("/charts/trend/<version>/<path:level>")
@screen
def trend(version: str, level: str) -> ResponseReturnValue:
    """Draw the trend of a level over all teams, for walls; who asks for an older version is sent to the newest."""
    now = reading()
    data = figures.trend_data(level, now) if now.timeline else None
    if data is None:
        abort(404)
    newest = figures.version_of((data,))
    if version != newest:
        return see_other(url_for("charts.trend", version=newest, level=level))
    return _kept(drawing.draw_trend(data))


def _kept(drawn: bytes) -> Response:
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
