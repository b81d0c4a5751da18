"""The pages of a rep's statement: what he earned and is owed, quarter by quarter, for him and for managers alone."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app import clock
from app.auth import service as auth
from app.bonuses import service
from app.extensions import db
from app.quarters import service as quarters
from tests.cast import PASSWORD, email, logged_in
from tests.services.closing import CLOSED, reopened
from tests.services.facts import CALLS, agree, calls, happened, people
from tests.services.money import EARLIER, LIMIT, NOW, bonus_of, close, sent, user
from tests.web.paying import company, points, prize, words

WORTH = 300_00
CAP = """
[bonus]
currency = "EUR"
cap = "450.00"
[[bonus.prize]]
board = "rep"
name = "Caller of the quarter"
places = ["400.00", "300.00"]
[[bonus.rate]]
board = "rep"
per_point = "10.00"
"""


@pytest.fixture(autouse=True)
def october(session: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def read(app: Flask, who: str = "ines", path: str = "/statement") -> str:
    """Return the words of a statement as somebody reads it."""
    answer = logged_in(app, who).get(path)
    assert answer.status_code == 200
    return words(answer.text)


def approve(amount: int = WORTH, by: str = "ada") -> int:
    """Approve the bonus of Ines with this amount; return its id."""
    bonus = bonus_of("ines", amount=amount).id
    service.approve(bonus, user(by), NOW)
    return bonus


def test_a_line_tells_its_rule_and_its_arithmetic(app: Flask) -> None:
    company()
    close(prize("ines", WORTH))
    told = read(app)
    assert "Third quarter 2026 Provisional" in told
    assert "Best of all 1st on the board of sales: the prize of that place is €300.00." in told
    assert "The agreement asks for 60 points at least: reached." in told
    page = logged_in(app, "ines").get("/statement").text
    assert 'href="/sheet/rep/ines?period=2026-Q3"' in page
    assert f'href="/disputes/new?quarter=2026-Q3&amp;bonus={bonus_of("ines").id}"' in page


def test_a_running_quarter_is_not_money(app: Flask) -> None:
    company()
    told = read(app)
    running = told.index("Fourth quarter 2026 Running")
    assert running < told.index("This is not money yet: nothing is decided before the quarter is final.")
    assert running < told.index("Third quarter 2026") < told.index("Second quarter 2026")
    assert "€" not in told
    assert "quarter=2026-Q4" not in logged_in(app, "ines").get("/statement").text


def test_each_state_is_told(app: Flask) -> None:
    company()
    close(prize("ines", WORTH), points("ines", LIMIT + 1))
    assert read(app).count("proposed, not decided yet") == 2
    bonus = approve(LIMIT + 1)
    assert "approved once, awaits the second approval" in read(app)
    service.approve(bonus, user("eva"), NOW)
    assert "approved on October 15, 2026" in read(app)
    service.decline(bonus_of("ines", amount=WORTH).id, "Somebody else's call", user("ada"), NOW)
    assert "declined Somebody else's call" in read(app).replace("&#39;", "'")
    batch = sent()
    assert "sent to payroll as 2026-0001" in read(app)
    service.mark_paid(batch, user("eva"), NOW)
    assert "paid on October 15, 2026 with 2026-0001" in read(app)


def test_a_later_version_corrects(app: Flask) -> None:
    company()
    close(prize("ines", WORTH), points("ines", 10_00))
    approve()
    close(prize("ines", 200_00), points("ines", 20_00), version=2)
    told = read(app)
    assert "corrected: a later version of the quarter took its place" in told
    assert "Best of all correction by a later version of the quarter" in told
    assert "A later version of the quarter gives €200.00 here; €300.00 was decided before." in told
    assert "Not decided yet -€80.00 Approved for the quarter €300.00" in told


def test_quarters_and_the_balance_add_up(app: Flask) -> None:
    company()
    close(prize("ines", WORTH), quarter=EARLIER)
    early = approve()
    service.mark_paid(sent(), user("eva"), NOW)
    service.approve(service.adjust(early, -120_00, "Counted twice", user("eva"), NOW), user("ada"), NOW)
    close(prize("ines", 200_00), points("ines", 5_00))
    approve(200_00)
    told = read(app)
    assert "Approved €380.00 Paid €300.00 Still owed €80.00 Carried forward €80.00" in told
    assert (
        "Not decided yet €5.00 Brought forward -€120.00 Approved for the quarter €200.00 "
        "Owed at the end of the quarter €80.00" in told
    )
    assert "Adjustment changes an earlier line" in told
    assert "Prize, €300.00. Counted twice approved on October 15, 2026" in told
    assert (
        "Approved for the quarter €180.00 Paid of it €300.00 Owed at the end of the quarter -€120.00" in told
    )
    sent()
    assert "Still owed €80.00 With payroll €80.00 Carried forward €0.00" in read(app)


def test_what_is_owed_can_be_less_than_nothing(app: Flask) -> None:
    company()
    close(prize("ines", WORTH))
    bonus = approve()
    service.mark_paid(sent(), user("eva"), NOW)
    assert "Less than nothing is owed" not in read(app)
    service.approve(service.adjust(bonus, -1, "A cent", user("eva"), NOW), user("ada"), NOW)
    assert "Less than nothing is owed: it is set off against what comes next." in read(app)


def test_who_has_nothing_is_told_why(app: Flask) -> None:
    company(plan="")
    assert "No bonuses yet" in read(app)
    assert "You are no rep here" in read(app, "nils")
    assert "Disputes of all reps" not in read(app, "nils")
    assert "Disputes of all reps" in read(app, "otto")


def test_without_an_agreement_there_is_nothing(app: Flask, cast: None) -> None:
    assert "No bonuses yet" in read(app)


def test_it_is_headed_for_paper(app: Flask) -> None:
    company()
    told = read(app, "ada", "/statement/jan")
    assert told.startswith(
        "Bonuses of Jan Statement for jan, First quarter 2026 to Fourth quarter 2026. Printed on"
    )


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("ines", [200, 200, 403]),
        ("jan", [200, 403, 200]),
        ("nils", [200, 403, 403]),
        ("mara", [200, 200, 200]),
        ("otto", [200, 200, 200]),
        ("ada", [200, 200, 200]),
        ("", [303, 303, 303]),
        ("screen", [303, 303, 303]),
    ],
)
def test_who_sees_whose(app: Flask, who: str, answers: list[int]) -> None:
    company()
    close(prize("ines", WORTH), prize("jan", 7))
    client = app.test_client() if who in ("", "screen") else logged_in(app, who)
    if who == "screen":
        client.get(f"/wall/open/{auth.create_screen('lobby', NOW)}")
    pages = [client.get(f"/statement{more}") for more in ("", "/ines", "/jan")]
    assert [page.status_code for page in pages] == answers
    for page, amount in zip(pages[1:], ("€300.00", "€0.07"), strict=True):
        assert (amount in page.text) is (page.status_code == 200)


def test_a_rep_who_is_not_there_has_none(app: Flask) -> None:
    company()
    assert logged_in(app, "ada").get("/statement/nobody").status_code == 404


@pytest.mark.parametrize(("who", "has_link"), [("mara", True), ("otto", False), ("ada", True)])
def test_the_sheet_is_linked_for_whom_it_is_open(app: Flask, who: str, has_link: bool) -> None:
    company()
    close(prize("ines", WORTH))
    client = logged_in(app, who)
    assert ("/sheet/rep/ines?period=2026-Q3" in client.get("/statement/ines").text) is has_link
    sheet = client.get("/sheet/rep/ines?period=2026-Q3")
    assert sheet.status_code == (200 if has_link else 403)


def test_who_it_is_about_may_dispute_and_who_decides_goes_to_the_bonus(app: Flask) -> None:
    company()
    close(prize("ines", WORTH))
    bonus = f'href="/bonuses/{bonus_of("ines").id}"'
    seen = {who: logged_in(app, who).get("/statement/ines").text for who in ("ines", "ada")}
    assert {who: ("/disputes/new" in text, bonus in text) for who, text in seen.items()} == {
        "ines": (True, False),
        "ada": (False, True),
    }


def test_what_the_navigation_offers(app: Flask) -> None:
    company()
    for who, offered in (("ines", True), ("nils", False), ("ada", False)):
        assert ('<a href="/statement"' in logged_in(app, who).get("/account").text) is offered


def test_more_lines_and_quarters_cost_no_more_queries(app: Flask) -> None:
    company()
    close(prize("ines", WORTH))
    service.open_dispute(bonus_of("ines").quarter, None, "Why?", user("ines"), NOW)
    client = logged_in(app, "ines")

    def asked() -> int:
        seen: list[Any] = []
        note = lambda *told: seen.append(told[2])  # noqa: E731 - it is listened to by its identity
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert client.get("/statement").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    few = asked()
    close(points("ines", 5), version=2)
    close(prize("ines", WORTH), points("ines", 5), quarter=EARLIER)
    for bonus in (bonus_of("ines").id, bonus_of("ines", amount=WORTH).id):
        service.open_dispute(EARLIER, bonus, "Why?", user("ines"), NOW)
    assert asked() == few


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A company whose third quarter was made final."""
    monkeypatch.setattr(clock, "now", lambda: CLOSED)
    agree(CALLS, more=CAP)
    people(ann="North", bob="South", cyd="South")
    happened(*calls("ann", "2026-08-03", "2026-08-04"), *calls("bob", "2026-08-05"))
    quarters.close("2026-Q3", None)
    auth.create_user(email("ada"), "admin", (), PASSWORD, CLOSED)


@pytest.mark.usefixtures("closed")
def test_what_a_close_gives_is_on_the_statement(app: Flask) -> None:
    told = read(app, "ada", "/statement/ann")
    assert "Third quarter 2026 Final" in told
    assert "Caller of the quarter 1st on the board of all sides: the prize of that place is €400.00." in told
    assert "10 points on the board of all sides × €10.00 = €100.00." in told
    assert "Prizes and points come to €400.00 + €100.00 = €500.00." in told
    assert "The most for a quarter is €450.00: €50.00 is taken off." in told
    assert "Not decided yet €450.00 Approved for the quarter €0.00" in told


@pytest.mark.usefixtures("closed")
def test_a_quarter_without_a_bonus_says_so(app: Flask) -> None:
    assert "Third quarter 2026 Final Score sheet" in read(app, "ada", "/statement/cyd")
    assert "It is final, and no bonus came of it." in read(app, "ada", "/statement/cyd")


@pytest.mark.usefixtures("closed")
def test_a_reopened_quarter_says_what_stays(app: Flask) -> None:
    reopened()
    told = read(app, "ada", "/statement/ann")
    assert "It was opened again. What was decided stays; what changes comes as a correction." in told
    assert "€400.00" in told
