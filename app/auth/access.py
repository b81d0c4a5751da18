"""Who may do what: one rule for each route, and helpers that fetch *and* authorise, named for what they grant.

A route without a rule is refused. Boards, badges and the agreement are for everyone who is logged in; score sheets are
for whom the helpers below let in. What exists but is not for the viewer is 403, what does not exist 404.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select

from app import clock
from app.auth import queries, screens, service, tokens
from app.auth.queries import Viewer
from app.extensions import db
from app.htmx import is_htmx, is_poll, page_shown, see_other
from app.models.people import Membership, Rep, Team

Route = TypeVar("Route", bound=Callable[..., Any])

PUBLIC = "public"
LOGGED_IN = "logged_in"
MANAGER = "manager"
ADMIN = "admin"
SCREEN = "screen"
BEARER_OR_ADMIN = "bearer_or_admin"
BEARER = "bearer:"
"""Begins the rule of routes for programs; the scope that their token needs follows."""

MAY = {
    LOGGED_IN: ("rep", "manager", "admin"),
    SCREEN: ("rep", "manager", "admin"),
    MANAGER: ("manager", "admin"),
    ADMIN: ("admin",),
    BEARER_OR_ADMIN: ("admin",),
}
"""The roles that each rule lets in; a route without a rule is for nobody."""


def public(view: Route) -> Route:
    """Let everybody in."""
    return _ruled(view, PUBLIC)


def logged_in(view: Route) -> Route:
    """Let in who is logged in, whatever his role."""
    return _ruled(view, LOGGED_IN)


def manager(view: Route) -> Route:
    """Let in managers and admins."""
    return _ruled(view, MANAGER)


def admin(view: Route) -> Route:
    """Let in admins."""
    return _ruled(view, ADMIN)


def screen(view: Route) -> Route:
    """Let in wall screens, and who is logged in: the wall shows nothing that the boards do not."""
    return _ruled(view, SCREEN)


def token_with(scope: str) -> Callable[[Route], Route]:
    """Let in programs whose bearer token has `scope`, and nobody else: a log-in is no token."""
    return lambda view: _ruled(view, BEARER + scope)


def token_or_admin(view: Route) -> Route:
    """Let in programs with any token, and admins who look at it in a browser."""
    return _ruled(view, BEARER_OR_ADMIN)


def rule_of(app: Flask, endpoint: str) -> str | None:
    """Return the rule of an endpoint, or None if nobody gave it one."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access_rule", None)


def is_public() -> bool:
    """Return whether the route that was asked for is for everybody."""
    return request.endpoint is not None and rule_of(current_app, request.endpoint) == PUBLIC


def gate() -> ResponseReturnValue | None:
    """Hold a request to its route's rule, before anything of the route runs."""
    if request.endpoint is None:
        return None  # the router says that there is no such page
    rule = rule_of(current_app, request.endpoint)
    if is_unspeakable(rule):
        abort(404)
    if rule == PUBLIC or (rule == SCREEN and is_screen()):
        return None
    if rule and is_for_programs(rule):
        tokens.admit(rule.removeprefix(BEARER) if rule.startswith(BEARER) else "", clock.now())
        return None
    user = queries.viewer()
    if user is None:
        return ask_to_pair() if rule == SCREEN else ask_to_log_in()
    if user.role not in MAY.get(rule or "", ()):
        abort(403)
    if not is_poll():  # a board left open does not keep its log-in alive
        service.prolong(user, clock.now())
    return None


def is_screen() -> bool:
    """Return whether a screen asks that may show the wall; that it did is noted."""
    found = screens.screen_of(request.cookies.get(screens.cookie_name()))
    if found is None:
        return False
    service.note_seen(found, clock.now())
    return True


def is_unspeakable(rule: str | None) -> bool:
    """Return whether an address, or a form for everybody, holds a NUL: nothing is called that, nor looked for."""
    form = request.form.values() if rule == PUBLIC else ()
    return any("\0" in text for text in (request.path, *request.args.values(), *form))


def is_for_programs(rule: str) -> bool:
    """Return whether a request under `rule` has to show a token."""
    if rule == BEARER_OR_ADMIN:
        user = queries.viewer()
        return tokens.is_shown() or user is None or user.role != ADMIN
    return rule.startswith(BEARER)


def ask_to_log_in() -> ResponseReturnValue:
    """Answer who is not logged in, or is no more: send him to the log-in page, and afterwards back to where he was."""
    if is_htmx():
        return "", 401, {"HX-Redirect": _login_url(page_shown())}
    return see_other(_login_url(request.full_path.rstrip("?") if request.method == "GET" else None))


def ask_to_pair() -> ResponseReturnValue:
    """Send a browser without the cookie of a screen, or with one that was revoked, to where it gets one."""
    if is_htmx():
        return "", 401, {"HX-Redirect": url_for("pairing.wait")}
    return see_other(url_for("pairing.wait"))


def _login_url(back: str | None) -> str:
    return url_for("auth.login", next=None if back == "/" else back)


def sheet_of_rep(viewer: Viewer, key: str, during: tuple[int, int] | None = None) -> Rep:
    """Return the rep whose score sheet the viewer may see; 403 if it is not for him, 404 if there is no such rep.

    A manager sees whom he had in his teams `during` the days shown (from, up to and not including; today if not given).
    """
    rep = db.session.scalar(select(Rep).where(Rep.key == key, Rep.memberships.any()))
    if rep is None:
        abort(404)
    if viewer.role != ADMIN and rep.id != viewer.rep_id and not _leads(viewer, rep, during):
        abort(403)
    return rep


def sheet_of_team(viewer: Viewer, name: str) -> Team:
    """Return the team whose score sheet the viewer may see; 403 if it is not for him, 404 if there is no such team."""
    team = db.session.scalar(select(Team).where(Team.name == name))
    if team is None:
        abort(404)
    if viewer.role != ADMIN and team.id not in viewer.managed_team_ids | viewer.team_ids:
        abort(403)
    return team


def known_rep(key: str) -> queries.LinkedRep:
    """Return a rep as everybody who is logged in may know him; 404 if there is no such rep."""
    found = db.session.execute(select(Rep.id, Rep.key, Rep.name).where(Rep.key == key, Rep.memberships.any()))
    return queries.LinkedRep(*(found.first() or abort(404)))


def known_team(name: str) -> Team:
    """Return a team as everybody who is logged in may know it; 404 if there is no such team."""
    return db.session.scalar(select(Team).where(Team.name == name)) or abort(404)


def open_reps(viewer: Viewer, among: Collection[int], during: tuple[int, int]) -> dict[int, str]:
    """Return the keys of those reps, by their row ids, whose score sheets the viewer may see; see `sheet_of_rep`."""
    found = select(Rep.id, Rep.key).where(Rep.id.in_(among), Rep.memberships.any())
    if viewer.role != ADMIN:
        found = found.where(or_(Rep.id == viewer.rep_id, Rep.id.in_(_led(viewer, *during))))
    return dict(db.session.execute(found).all())


def open_teams(viewer: Viewer, among: Collection[int]) -> dict[int, str]:
    """Return the names of those teams, by their row ids, whose score sheets the viewer may see; see `sheet_of_team`."""
    found = select(Team.id, Team.name).where(Team.id.in_(among))
    if viewer.role != ADMIN:
        found = found.where(Team.id.in_(viewer.managed_team_ids | viewer.team_ids))
    return dict(db.session.execute(found).all())


def statement_of_rep(viewer: Viewer, key: str) -> queries.LinkedRep:
    """Return the rep whose bonuses the viewer may see: his own, and for managers and admins everybody's; 403 or 404."""
    found = db.session.execute(select(Rep.id, Rep.key, Rep.name).where(Rep.key == key)).first()
    if found is None:
        abort(404)
    if viewer.role not in MAY[MANAGER] and found.id != viewer.rep_id:
        abort(403)
    return queries.LinkedRep(*found)


def _leads(viewer: Viewer, rep: Rep, during: tuple[int, int] | None) -> bool:
    if not viewer.managed_team_ids:
        return False
    shared = _led(viewer, *(during or (queries.today(), queries.today() + 1)))
    return db.session.scalar(shared.where(Membership.rep_id == rep.id).limit(1)) is not None


def _led(viewer: Viewer, first: int, after: int) -> Select[int]:
    """Return the query of the reps whom a manager had in his teams on any of these days."""
    return select(Membership.rep_id).where(
        Membership.team_id.in_(viewer.managed_team_ids), Membership.starts < after, Membership.ends > first
    )


def _ruled(view: Route, rule: str) -> Route:
    vars(view)["access_rule"] = rule
    return view
