"""Every page there is, and what each visitor gets of it: the table that a new page has to be entered in.

The rep is Ines (`r1`, Northern Lights), the manager has Northern Lights and Campaigns; `r2` is in neither, `r4` in
Campaigns. `nobody` is not logged in, `screen` holds a wall screen's cookie alone.
"""

from typing import NamedTuple

SHOWN = "200"
REFUSED = "403"
MISSING = "404"
LOG_IN = "/login"
ASK = "/wall/pair"
ACTS = ("add", "move", "end", "correct", "withdraw", "rename")
"""What an admin can do about a rep."""
NO_PAGES = {
    "static",
    "api.openapi",
    "api.standings",
    "api.scores",
    "api.participant",
    "api.clocks",
    "bonuses.file",
    "charts.chart",
    "charts.trend",
    "compliance.exceptions_file",
    "pairing.qr",
}
"""Endpoints that answer GET with something else than HTML."""


class Entry(NamedTuple):
    """An address, and for each visitor its status or the path that he ends at; a `piece` is no page of its own."""

    endpoint: str
    address: str
    rep: str = SHOWN
    manager: str = SHOWN
    admin: str = SHOWN
    nobody: str = LOG_IN
    screen: str = LOG_IN
    piece: bool = False


def everybody(endpoint: str, address: str, status: str) -> Entry:
    """Return the entry of a page that is the same for all."""
    return Entry(endpoint, address, status, status, status, status, status)


def entries(month: str) -> list[Entry]:
    """Return the table, with `month` as that which runs."""
    year = month[:4]
    quarter = f"{year}-Q{(int(month[5:]) + 2) // 3}"
    mark = f"month={month}&level=revenue"
    lead = f"month={month}&level=new-leads"
    return [
        Entry("auth.front", "/", "/me", "/team-report", "/board"),
        Entry("auth.login", "/login", "/me", "/team-report", "/board", SHOWN, SHOWN),
        Entry("auth.account", "/account"),
        Entry("rep.own", "/me", SHOWN, "/team-report", "/board"),
        Entry("rep.own_points", "/me/points", SHOWN, "/team-report", "/board"),
        Entry("rep.page", "/reps/r1"),
        Entry("rep.page", "/reps/r2", REFUSED, REFUSED),
        Entry("rep.points", f"/points/rep/r1?period={year}"),
        Entry("rep.points", "/points/rep/r2", REFUSED, REFUSED),
        Entry("outbox.preferences", "/account/messages"),
        everybody("outbox.ask_to_stop", "/messages/stop/nonsense", MISSING),
        Entry("outbox.health", "/admin/messages", REFUSED, REFUSED),
        Entry("leaderboard.board", "/board"),
        Entry("leaderboard.board", "/board?board=rep"),
        Entry("leaderboard.board", f"/board?board=rep&side=sales&period={month}"),
        Entry("leaderboard.board", f"/board?board=rep&period={year}"),
        Entry("leaderboard.board", "/board?board=rep&q=ines"),
        Entry("leaderboard.board", "/board?board=rep&q=nobody"),
        Entry("leaderboard.board", "/board?side=nowhere", MISSING, MISSING, MISSING),
        Entry("leaderboard.mine", "/board/mine?board=rep", piece=True),
        Entry("happenings.index", "/feed"),
        Entry("happenings.index", "/feed?team=Harbour"),
        Entry("happenings.index", "/feed?team=Nowhere", MISSING, MISSING, MISSING),
        Entry("winners.index", "/winners"),
        Entry("winners.quarter", "/winners/1999-Q1", MISSING, MISSING, MISSING),
        Entry("winners.certificate", "/winners/1999-Q1/certificate/rep/all/r1", MISSING, MISSING, MISSING),
        Entry("quarters.index", "/quarters", REFUSED),
        Entry("quarters.quarter", f"/quarters/{quarter}", REFUSED),
        Entry("quarters.quarter", "/quarters/1999-Q1", REFUSED, MISSING, MISSING),
        Entry("quarters.ask", f"/quarters/{quarter}/close", REFUSED),
        Entry("badges.index", "/badges"),
        Entry("badges.rep", "/badges/rep/r1"),
        Entry("badges.rep", "/badges/rep/r2"),
        Entry("badges.team", "/badges/team/Northern%20Lights"),
        Entry("badges.award", "/badges/award/999999", MISSING, MISSING, MISSING),
        Entry("badges.ask_to_revoke", "/badges/award/999999/revoke", REFUSED, MISSING, MISSING),
        Entry("badges.ask_to_give", "/badges/give/r1", REFUSED),
        Entry("badges.ask_to_give", "/badges/give/r2", REFUSED, REFUSED),
        Entry("agreement.page", "/agreement"),
        Entry("scoresheet.sheets", "/sheets"),
        Entry("scoresheet.rep", "/sheet/rep/r1"),
        Entry("scoresheet.rep", f"/sheet/rep/r1?{mark}"),
        Entry("scoresheet.rep", f"/sheet/rep/r1?period={year}"),
        Entry("scoresheet.rep", "/sheet/rep/r2", REFUSED, REFUSED),
        Entry("scoresheet.rep", f"/sheet/rep/r4?{lead}", REFUSED),
        Entry("scoresheet.team", "/sheet/team/Northern%20Lights"),
        Entry("scoresheet.team", f"/sheet/team/Campaigns?period={year}", REFUSED),
        Entry("scoresheet.team", "/sheet/team/Harbour", REFUSED, REFUSED),
        Entry("scoresheet.explain_rep", f"/explanation/rep/r1?{mark}", piece=True),
        Entry("scoresheet.explain_team", f"/explanation/team/Northern%20Lights?{mark}", piece=True),
        Entry("proof.rep", f"/proof/rep/r1?{mark}"),
        Entry("proof.rep", f"/proof/rep/r2?{mark}", REFUSED, REFUSED),
        Entry("proof.team", f"/proof/team/Northern%20Lights?{mark}"),
        Entry("proof.index", "/questions", REFUSED),
        Entry("proof.ask", "/questions/new", MISSING, MISSING, MISSING),
        Entry("proof.question", "/questions/999", MISSING, MISSING, MISSING),
        Entry("compliance.report", "/team-report", REFUSED),
        Entry("compliance.report", "/team-report?team=Campaigns", REFUSED),
        Entry("compliance.report", "/team-report?team=Harbour", REFUSED, MISSING),
        Entry("compliance.exceptions_of_day", "/team-report/exceptions", REFUSED),
        Entry(
            "compliance.exceptions_of_day",
            "/team-report/exceptions?day=1999-01-01",
            REFUSED,
            MISSING,
            MISSING,
        ),
        Entry("compliance.exception", f"/team-report/exceptions/{month}-01/none", REFUSED, MISSING, MISSING),
        Entry("statements.own", "/statement"),
        Entry("statements.rep", "/statement/r1"),
        Entry("statements.rep", "/statement/r2", REFUSED),
        Entry("statements.rep", "/statement/nobody", MISSING, MISSING, MISSING),
        Entry("statements.disputes", "/disputes", REFUSED),
        Entry("statements.dispute", "/disputes/999", MISSING, MISSING, MISSING),
        Entry("statements.ask", "/disputes/new", MISSING, MISSING, MISSING),
        Entry("statements.ask_to_withdraw", "/disputes/999/withdraw", MISSING, MISSING, MISSING),
        Entry("pairing.wait", ASK, SHOWN, SHOWN, SHOWN, SHOWN, "/wall"),
        Entry("wall.open_link", "/wall/open/wrong", ASK, ASK, ASK, ASK, "/wall"),
        Entry("admin.index", "/admin", REFUSED, REFUSED),
        *(
            Entry(endpoint, f"/admin/{address}", REFUSED, REFUSED)
            for endpoint, address in (
                ("people.index", "people"),
                ("people.index", "people?q=ines"),
                ("people.index", "people?q=nobody"),
                ("people.new", "people/new"),
                ("people.rep", "people/rep/r1"),
                *(("people.change", f"people/{act}/r1?starts=0") for act in ACTS),
                ("people.alias", "people/alias?rep=r1"),
                ("people.unknown", "unknown"),
                ("people.teams", "teams"),
                ("people.team", "teams/Campaigns"),
                ("people.team", "teams/Campaigns?remove=mara@example.com"),
            )
        ),
        Entry("people.absence", "/admin/people/absence/999999", REFUSED, REFUSED, MISSING),
        Entry("people.unalias", "/admin/people/unalias/nobody", REFUSED, REFUSED, MISSING),
        Entry("tokens.index", "/admin/tokens", REFUSED, REFUSED),
        Entry("tokens.ask_to_revoke", "/admin/tokens/revoke?name=nothing", REFUSED, REFUSED, MISSING),
        Entry("tokens.ask_to_revoke", "/admin/tokens/revoke?name=crm", REFUSED, REFUSED),
        Entry("api_pages.reference", "/admin/api", REFUSED, REFUSED),
        Entry("feeds.health", "/admin/feeds", REFUSED, REFUSED),
        Entry("users.index", "/admin/users", REFUSED, REFUSED),
        Entry("users.user", "/admin/users/1", REFUSED, REFUSED),
        Entry("users.user", "/admin/users/999", REFUSED, REFUSED, MISSING),
        Entry("users.ask", "/admin/users/1/disable", REFUSED, REFUSED),
        *(
            Entry(endpoint, f"/screens{address}", REFUSED)
            for endpoint, address in (
                ("screens.index", ""),
                ("pairing.ask", "/pair?code=K7M4PX"),
                ("screens.screen", "/1"),
                ("screens.ask", "/1/revoke"),
                ("programme.index", "/1/programme"),
                ("programme.preview", "/1/programme/preview"),
                ("programme.preview", "/1/programme/preview?at=2"),
                ("programme.ask_to_add", "/1/programme/add?kind=message"),
                ("programme.ask_to_add", "/1/programme/add?kind=metric"),
                ("programme.item", "/1/programme/1"),
                ("programme.ask_to_remove", "/1/programme/1/remove"),
                ("programme.ask_to_reset", "/1/programme/reset"),
            )
        ),
        Entry("screens.screen", "/screens/999", REFUSED, MISSING, MISSING),
        Entry("screens.ask_name", "/account/wall-name"),
        *(
            Entry(endpoint, f"/bonuses{address}", REFUSED)
            for endpoint, address in (
                ("bonuses.index", ""),
                ("bonuses.exposure", "/exposure"),
                ("bonuses.payroll", "/payroll"),
                ("bonuses.ask_to_export", "/payroll/export"),
            )
        ),
        *(
            Entry(endpoint, f"/bonuses/{address}", REFUSED, MISSING, MISSING)
            for endpoint, address in (
                ("bonuses.bonus", "999999"),
                ("bonuses.ask_to_decline", "999999/decline"),
                ("bonuses.ask_to_adjust", "999999/adjust"),
                ("bonuses.ask_to_mark_paid", "payroll/999999/paid"),
            )
        ),
        Entry("bonuses.file_format", "/bonuses/payroll/format", REFUSED, REFUSED),
        everybody("auth.welcome", "/welcome/wrong", MISSING),
        Entry("wall.wall", "/wall", nobody=ASK, screen=SHOWN),
        *(Entry("wall.wall", f"/wall?at={at}", nobody=ASK, screen=SHOWN) for at in (1, 2, 3, 6)),
        everybody("", "/nowhere", MISSING),
    ]
