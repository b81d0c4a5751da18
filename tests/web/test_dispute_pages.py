"""A rep disputes what he gets, on pages that he, managers and admins see; nobody answers himself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app import clock
from app.auth import service as auth
from app.bonuses import queries, service
from app.extensions import db
from app.models.users import User
from tests.cast import email, logged_in
from tests.services.money import EARLIER, NOW, QUARTER, bonus_of, close, user
from tests.web.paying import company, prize, words

WORTH = 300_00
WHOLE = "/disputes/new?quarter=2026-Q3"
SAID = "Two calls were not counted.\nBoth of Friday."


@pytest.fixture(autouse=True)
def october(session: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    company()
    close(prize("ines", WORTH), prize("jan", 7))


@pytest.fixture
def ines(app: Flask) -> FlaskClient:
    return logged_in(app, "ines")


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    return logged_in(app, "ada")


def dispute(of: str = "ines", *, bonus: bool = False) -> str:
    """Open a dispute; return its address."""
    about = bonus_of(of).id if bonus else None
    return f"/disputes/{service.open_dispute(QUARTER, about, SAID, user(of), NOW)}"


def newest() -> str:
    """Return the address of the dispute that was opened last."""
    return f"/disputes/{max(one.id for one in queries.cases(user('ada')))}"


def number(address: str) -> int:
    return int(address.rpartition("/")[2])


def state(address: str) -> str:
    found = queries.case(number(address), user("ada"))
    assert found
    return found.state


def test_a_bonus_is_disputed(ines: FlaskClient) -> None:
    asked = f"{WHOLE}&bonus={bonus_of('ines').id}"
    form = words(ines.get(asked).text)
    assert "Third quarter 2026, Best of all, €300.00" in form
    assert "1st on the board of sales" in form
    opened = ines.post(asked, data={"text": SAID})
    assert (opened.status_code, opened.location) == (303, "/statement")
    page = ines.get("/statement").text
    assert "Their answer will stand here." in page
    assert "Disputed on October 15, 2026: open" in page
    assert asked.replace("&", "&amp;") not in page
    told = words(ines.get(newest()).text)
    assert "Best of all, €300.00" in told
    assert "ines@example.com 12:00 PM Two calls were not counted." in told


def test_a_quarter_is_disputed(ines: FlaskClient) -> None:
    assert "Third quarter 2026, the whole quarter" in words(ines.get(WHOLE).text)
    ines.post(WHOLE, data={"text": SAID})
    assert "Third quarter 2026, the whole quarter" in words(ines.get(newest()).text)
    assert f'href="{WHOLE}"' not in ines.get("/statement").text


def test_what_is_disputed_already_is_not_disputed_again(ines: FlaskClient) -> None:
    dispute()
    again = ines.post(WHOLE, data={"text": "Once more"}, follow_redirects=True)
    assert "You dispute this already" in words(again.text)
    assert "Managers and admins see it now" not in again.text


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        (WHOLE, "", "Write what there is to say."),
        (WHOLE, "  ", "Write what there is to say."),
        (WHOLE, "x" * 10_000, "Write at most"),
        ("/disputes/new?quarter=2026-Q4", "Now", "Choose a quarter that is over."),
    ],
)
def test_what_cannot_stand_is_refused_beside_the_field(
    ines: FlaskClient, path: str, text: str, fault: str
) -> None:
    refused = ines.post(path, data={"text": text})
    assert refused.status_code == 422
    assert refused.text.count(fault) == 2
    assert 'aria-invalid="true"' in refused.text
    assert queries.cases(user("ada")) == []


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("ines", "/disputes/new"),
        ("ines", "/disputes/new?quarter=2026-Q9"),
        ("ines", f"{WHOLE}&bonus=2147483647"),
        ("ines", f"{WHOLE}&bonus={{jan}}"),
        ("ines", "/disputes/new?quarter=2026-Q2&bonus={ines}"),
        ("nils", WHOLE),
        ("ada", f"{WHOLE}&bonus={{ines}}"),
    ],
)
def test_only_what_is_ones_own_can_be_disputed(app: Flask, who: str, path: str) -> None:
    client, path = logged_in(app, who), path.format(ines=bonus_of("ines").id, jan=bonus_of("jan").id)
    assert [client.get(path).status_code, client.post(path, data={"text": SAID}).status_code] == [404, 404]
    assert queries.cases(user("ada")) == []


def test_it_goes_to_and_fro_and_is_upheld(ines: FlaskClient, ada: FlaskClient) -> None:
    address = dispute(bonus=True)
    assert "The dispute" not in words(ines.get(address).text)
    assert ada.post(address, data={"text": "Which calls?", "outcome": ""}).location == address
    ines.post(address, data={"text": "Of Friday"})
    ada.post(address, data={"text": "They count", "outcome": "upheld"})
    told = words(ines.get(address).text)
    assert "Upheld" in told.title()
    assert "by ada@example.com" in told
    said = [told.index(text) for text in ("Two calls", "Which calls?", "Of Friday", "They count")]
    assert said == sorted(said)
    assert "<form" not in ines.get(address).text.partition("<main")[2]
    assert "Disputed on October 15, 2026: upheld" in ines.get("/statement").text


@pytest.mark.parametrize(
    ("bonus", "link"), [(True, "/bonuses/{}/adjust"), (False, "/statement/ines#quarter-2026-Q3")]
)
def test_who_upholds_it_is_led_to_the_adjustment(
    ines: FlaskClient, ada: FlaskClient, bonus: bool, link: str
) -> None:
    address, link = dispute(bonus=bonus), f'href="{link.format(bonus_of("ines").id)}'
    ada.post(address, data={"text": "Go on", "outcome": ""})
    assert link not in ada.get(address).text
    ada.post(address, data={"text": "They count", "outcome": "upheld"})
    assert link in ada.get(address).text
    assert link not in ines.get(address).text


def test_it_is_rejected_and_may_be_disputed_again(ines: FlaskClient, ada: FlaskClient) -> None:
    address = dispute()
    ada.post(address, data={"text": "They were of July", "outcome": "rejected"})
    page = ines.get("/statement").text
    assert "Disputed on October 15, 2026: rejected" in page
    assert f'href="{WHOLE}"' in page


def test_an_answer_needs_its_reason_and_an_outcome_that_there_is(ada: FlaskClient) -> None:
    address = dispute()
    for sent in ({"text": "", "outcome": "upheld"}, {"text": "Yes", "outcome": "won"}):
        assert ada.post(address, data=sent).status_code == 422
    assert ada.post(address, data={"text": "x" * 10_000, "outcome": "upheld"}).status_code == 422
    assert state(address) == "open"


def test_who_disputes_withdraws_after_a_second_look(ines: FlaskClient) -> None:
    address = dispute()
    assert f'href="{address}/withdraw"' in ines.get(address).text
    assert "It ends without an answer." in ines.get(f"{address}/withdraw").text
    assert ines.post(f"{address}/withdraw").location == address
    assert state(address) == "withdrawn"
    assert "Withdrawn".lower() in words(ines.get(address).text)
    assert ines.get(f"{address}/withdraw").location == address


def test_only_who_disputes_withdraws(ada: FlaskClient) -> None:
    address = dispute()
    assert f"{address}/withdraw" not in ada.get(address).text
    assert ada.get(f"{address}/withdraw").location == address
    refused = ada.post(f"{address}/withdraw")
    assert (refused.status_code, state(address)) == (403, "open")
    assert "This is not your dispute." in refused.text


def test_a_rep_does_not_answer_himself(app: Flask, ines: FlaskClient) -> None:
    address = dispute()
    ines.post(address, data={"text": "Yes, I am right", "outcome": "upheld"})
    assert state(address) == "open"
    db.session.execute(update(User).where(User.email == email("ines")).values(role="manager"))
    db.session.commit()
    manager = logged_in(app, "ines")
    assert 'name="outcome"' not in manager.get(address).text
    manager.post(address, data={"text": "As a manager: yes", "outcome": "upheld"})
    assert state(address) == "open"


def test_who_is_too_late_is_told(ines: FlaskClient, ada: FlaskClient) -> None:
    address = dispute()
    service.withdraw(number(address), user("ines"), NOW)
    late = ada.post(address, data={"text": "You are right", "outcome": "upheld"}, follow_redirects=True)
    assert "This dispute is closed already." in late.text
    assert "You are right" not in late.text
    assert state(address) == "withdrawn"
    assert "closed already" in ines.post(f"{address}/withdraw", follow_redirects=True).text


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("ines", {"": 200, "/withdraw": 200, "post": 303, "post /withdraw": 303, "list": 403}),
        ("jan", {"": 403, "/withdraw": 403, "post": 403, "post /withdraw": 403, "list": 403}),
        ("nils", {"": 403, "/withdraw": 403, "post": 403, "post /withdraw": 403, "list": 403}),
        ("mara", {"": 200, "/withdraw": 303, "post": 303, "post /withdraw": 403, "list": 200}),
        ("otto", {"": 200, "/withdraw": 303, "post": 303, "post /withdraw": 403, "list": 200}),
        ("ada", {"": 200, "/withdraw": 303, "post": 303, "post /withdraw": 403, "list": 200}),
        ("screen", {"": 303, "/withdraw": 303, "post": 303, "post /withdraw": 303, "list": 303}),
    ],
)
def test_who_may_what(app: Flask, who: str, answers: dict[str, int]) -> None:
    address = dispute()
    client = app.test_client() if who == "screen" else logged_in(app, who)
    if who == "screen":
        client.get(f"/wall/open/{auth.create_screen('lobby', NOW)}")
    got = {
        "": client.get(address),
        "/withdraw": client.get(f"{address}/withdraw"),
        "post": client.post(address, data={"text": "A word"}),
        "post /withdraw": client.post(f"{address}/withdraw"),
        "list": client.get("/disputes"),
    }
    assert {asked: answer.status_code for asked, answer in got.items()} == answers
    found = queries.case(number(address), user("ada"))
    assert found
    assert (len(found.messages) == 2) is (answers["post"] == 303 and who != "screen")


def test_there_is_no_other_dispute(ada: FlaskClient) -> None:
    assert ada.get("/disputes/1").status_code == 404
    assert ada.post("/disputes/1", data={"text": "Hello"}).status_code == 404


def test_all_disputes_are_listed_open_ones_first(ada: FlaskClient) -> None:
    assert "Nobody disputes anything" in ada.get("/disputes").text
    first, _second = dispute("ines", bonus=True), dispute("jan")
    close(prize("ines", 5), quarter=EARLIER)
    service.open_dispute(EARLIER, None, "long " * 40, user("ines"), NOW)
    service.resolve(number(first), "rejected", "No", user("ada"), NOW)
    told = words(ada.get("/disputes").text)
    order = [
        told.index(text)
        for text in (
            "Ines open Second quarter 2026, the whole quarter long",
            "Jan open Third quarter 2026, the whole quarter Two calls",
            "Ines rejected Third quarter 2026, one bonus Two calls",
        )
    ]
    assert order == sorted(order)
    assert "long long…" in told
    assert f'href="{first}"' in ada.get("/disputes").text


def test_many_disputes_have_pages(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.statements.conversation.ROWS", 1)
    first, second = dispute("ines"), dispute("jan")
    pages = [ada.get(f"/disputes?page={page}").text for page in (1, 2, 99)]
    assert [f'href="{first}"' in page for page in pages] == [False, True, True]
    assert [f'href="{second}"' in page for page in pages] == [True, False, False]
    assert 'href="/disputes?page=2"' in pages[0]


def test_what_is_written_is_shown_as_text(ines: FlaskClient) -> None:
    ines.post(WHOLE, data={"text": "<b>bold</b>"})
    assert "&lt;b&gt;bold&lt;/b&gt;" in ines.get(newest()).text
