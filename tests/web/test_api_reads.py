"""What programs read: the standings and scores that pages and commands show, a page at a time."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.people import Absence, Rep
from app.people import service as people
from app.people.rows import Away
from tests import factories
from tests.cast import logged_in
from tests.loading import NOW, load_agreement
from tests.programs import Program, call, make_token, told


@pytest.fixture
def reader(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Return a program that reads, beside a company with scores."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.world(NOW)
    return Program(app, make_token("reader", "read"))


@pytest.fixture
def bare(app: Flask, session: Any) -> Program:
    return Program(app, make_token("reader", "read"))


def test_standings_are_those_of_the_command(reader: Program, cli: Callable[..., Result]) -> None:
    printed = json.loads(cli("standings", "2026-10", "--side", "sales", "--format", "json").stdout)
    assert reader.get("/standings", period="2026-10", side="sales").json == {**printed, "page": 1, "pages": 1}
    assert len(printed["standings"]["team"]) > 1


def test_one_board_of_the_running_quarter(reader: Program) -> None:
    found = reader.get("/standings", board="rep").json
    assert found is not None
    assert (found["period"], found["side"], list(found["standings"])) == ("2026-Q4", None, ["rep"])


def test_standings_come_in_pages(reader: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reader.get("/standings").json
    monkeypatch.setattr("app.api.answers.LINES", 10)
    found = [reader.get("/standings", page=page).json for page in (1, 2, 3, 4)]
    assert whole is not None
    assert {page["pages"] for page in found if page} == {3}
    for board in ("team", "rep"):
        lines = [line for page in found if page for line in page["standings"][board]]
        assert lines == whole["standings"][board]


def test_scores_are_those_of_the_command(reader: Program, cli: Callable[..., Result]) -> None:
    printed = json.loads(cli("scores", "2026-10", "--who", "r1", "--format", "json").stdout)
    assert printed["scores"]
    assert reader.get("/scores", period="2026-10", who="r1").json == {**printed, "page": 1, "pages": 1}


def test_scores_come_in_pages(reader: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reader.get("/scores", period="2026-10").json
    assert whole is not None
    size = len(whole["scores"])
    monkeypatch.setattr("app.api.queries.SCORES", 50)
    pages = -(-size // 50)
    found = [reader.get("/scores", period="2026-10", page=page).json for page in range(1, pages + 1)]
    assert [line for page in found if page for line in page["scores"]] == whole["scores"]
    assert {page["pages"] for page in found if page} == {pages}


def test_a_rep(reader: Program) -> None:
    rep = db.session.scalars(select(Rep).where(Rep.key == "r1")).one()
    db.session.add(Absence(rep_id=rep.id, starts=739_000, ends=739_007))
    db.session.commit()
    found = reader.get("/participants/r1").json
    assert found is not None
    standings = found.pop("standings")
    assert found == {
        "board": "rep",
        "who": "r1",
        "name": "Ines Albrecht",
        "memberships": [{"team": "Northern Lights", "side": "sales", "starts": None, "ends": None}],
        "absences": [{"starts": "2024-04-24", "ends": "2024-05-01"}],
    }
    assert {one["period"] for one in standings} == {"2026-11", "2026-Q4", "2026"}
    assert {one["side"] for one in standings} == {None, "sales"}


def test_a_rep_may_be_called_by_an_alias(reader: Program, cli: Callable[..., Result]) -> None:
    for alias in ("i.albrecht", "Harbour"):
        people.decide_alias(alias, "r1", "test", NOW)
    people.load_absences([Away(1, "i.albrecht", 739_000, 739_007)], "test")
    by_key = [reader.get(place, **asked).json for place, asked in called("r1")]
    assert (by_key[0] or {})["absences"] == [{"starts": "2024-04-24", "ends": "2024-05-01"}]
    assert [reader.get(place, **asked).json for place, asked in called("i.albrecht")] == by_key
    printed = cli("scores", "2026-10", "--who", "i.albrecht", "--format", "json").stdout
    assert json.loads(printed)["scores"] == (by_key[1] or {})["scores"]
    both = reader.get("/scores", period="2026-10", who="Harbour").json or {}
    assert {one["who"] for one in both["scores"]} == {"r1", "Harbour"}, "a team has its own name still"


def called(key: str) -> list[tuple[str, dict[str, str]]]:
    """Return the addresses under which a rep is read."""
    return [(f"/participants/{key}", {}), ("/scores", {"period": "2026-10", "who": key})]


def test_a_team(reader: Program) -> None:
    found = reader.get("/participants/Rhine%20&%20Ruhr").json
    assert found is not None
    assert (found["board"], found["side"], found["who"]) == ("team", "sales", "Rhine & Ruhr")
    assert [one["who"] for one in found["members"]] == ["r14", "r2", "r20", "r8"]
    assert found["standings"]


def test_who_has_the_name_of_a_team(reader: Program) -> None:
    db.session.add(rep := Rep(key="Harbour"))
    db.session.flush()
    db.session.add(Absence(rep_id=rep.id, starts=1, ends=2))
    db.session.commit()
    assert (reader.get("/participants/Harbour").json or {})["board"] == "rep"
    assert (reader.get("/participants/Harbour", board="team").json or {})["board"] == "team"


def test_a_stranger_is_nobody(reader: Program) -> None:
    db.session.add(Rep(key="stray"))
    db.session.commit()
    told(reader.get("/participants/stray"), 404)


def test_clocks_come_one_after_the_other(
    app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch, bare: Program
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load_agreement()
    factories.people(["Ines"], {"Nord": "sales"})
    leads = [
        call(
            str(number),
            at="2026-11-06T09:00:00Z",
            rep="r1",
            kind="lead.assigned",
            subject=f"Lead {number}",
        )
        for number in range(3)
    ]
    assert Program(app, make_token()).post(*leads).status_code == 200
    first = bare.get("/clocks", limit=2).json
    assert first is not None
    second = bare.get("/clocks", limit=2, after=first["next"]).json
    assert second is not None
    assert second["next"] is None
    found = [*first["clocks"], *second["clocks"]]
    assert [one["subject"] for one in found] == ["Lead 0", "Lead 1", "Lead 2"]
    assert {one["state"] for one in found} == {"open"}
    assert found[0]["started"] == "2026-11-06T09:00:00Z"
    assert (found[0]["who"], found[0]["service_level"], found[0]["ended"]) == ("r1", "disposed", None)
    assert bare.get("/clocks", state="met").json == {"clocks": [], "next": None}


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/standings", {"period": "2026-13"}, 422),
        ("/standings", {"period": "0000"}, 404),
        ("/standings", {"side": "north"}, 404),
        ("/standings", {"side": "a\0b"}, 404),
        ("/standings", {"board": "both"}, 422),
        ("/standings", {"page": "0"}, 422),
        ("/standings", {"page": "1.0"}, 422),
        ("/standings", {"page": "²"}, 422),
        ("/standings", {"page": ["1", "2"]}, 422),
        ("/standings", {"preiod": "2026"}, 422),
        ("/scores", {"who": "nobody"}, 404),
        ("/clocks", {"state": "lost"}, 422),
        ("/clocks", {"limit": "1001"}, 422),
        ("/clocks", {"after": "9" * 30}, 422),
        ("/participants/nobody", {}, 404),
        ("/participants/a%00", {}, 404),
    ],
)
def test_what_cannot_be_read(reader: Program, path: str, query: dict[str, Any], status: int) -> None:
    told(reader.get(path, **query), status)


@pytest.mark.parametrize("path", ["/standings", "/scores"])
def test_without_an_agreement_there_is_nothing(bare: Program, path: str) -> None:
    assert "no agreement" in told(bare.get(path), 404)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_description_names_every_address(app: Flask, cast: None) -> None:
    found = logged_in(app, "ada").get("/api/v1/openapi.json").json
    assert found is not None
    assert found["openapi"] == "3.1.0"
    asked = {
        (verb.upper(), path.replace("{key}", "<path:key>"))
        for path, verbs in found["paths"].items()
        for verb in verbs
    }
    known = {
        (verb, rule.rule)
        for rule in app.url_map.iter_rules()
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert asked == known


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_shows_every_address_and_schema(app: Flask, cast: None) -> None:
    admin = logged_in(app, "ada")
    page = admin.get("/admin/api").text
    found = admin.get("/api/v1/openapi.json").json
    assert found is not None
    for path in found["paths"]:
        assert f"<code>{path}</code>" in page
    for name in found["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
    assert '<script src="http' not in page
