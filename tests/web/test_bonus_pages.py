"""The pages on which managers and admins decide about bonuses."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from app.bonuses import service
from tests.cast import email, logged_in
from tests.services.facts import at
from tests.services.money import EARLIER, NOW, bonus_of, close, user
from tests.web.bonuses import company, gives, path
from tests.web.counting import statements

TODAY = at("2026-11-02T12:00")
"""Of the same year as what was decided, and another day."""


@pytest.fixture(autouse=True)
def facts(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.clock.now", lambda: TODAY)
    company()


class TestDesk:
    """The list of bonuses."""

    def test_what_awaits_the_reader_stands_first(self, app: Flask) -> None:
        close(gives("ines", 10_000), gives("jan", 20_000), gives("mia", 30_000))
        service.approve(bonus_of("mia").id, user("ada"), NOW)
        page = logged_in(app, "mara").get("/bonuses").text
        places = [page.index(words) for words in ("Awaits you", "€200.00", "Awaits somebody else", "€100.00")]
        assert places == sorted(places)
        assert page.index("€100.00") < page.index("Third quarter 2026: approved") < page.index("€300.00")

    def test_a_line_tells_the_arithmetic_and_who_did_what(self, app: Flask) -> None:
        close(gives("jan", 58_334))
        service.approve(bonus_of("jan").id, user("ada"), NOW)
        page = logged_in(app, "mara").get("/bonuses").text
        assert "Best of the quarter, third quarter 2026" in page
        assert "One of 3 who are 1st on the board of sales." in page
        assert "€1,000.00 + €500.00 + €250.00 = €1,750.00, divided by 3" in page
        assert "Proposed by the nightly run, October 15, 12:00" in page
        assert f"approved by {email('ada')}" in page
        assert "/board?board=rep&amp;side=sales&amp;period=2026-Q3" in page

    def test_score_sheets_are_linked_where_they_are_open(self, app: Flask) -> None:
        close(gives("ines", 10_000), gives("jan", 20_000), gives("Nord", 500), gives("Süd", 500))
        sheets = re.compile(r'href="(/sheet/[^"?]*)')
        assert set(sheets.findall(logged_in(app, "mara").get("/bonuses").text)) == {
            "/sheet/rep/ines",
            "/sheet/team/Nord",
        }
        assert len(set(sheets.findall(logged_in(app, "ada").get("/bonuses").text))) == 4

    def test_is_narrowed_to_a_quarter_and_a_state(self, app: Flask) -> None:
        close(gives("jan", 10_000), quarter=EARLIER)
        close(gives("jan", 20_000))
        service.decline(bonus_of("jan").id, "a double", user("ada"), NOW)
        ada = logged_in(app, "ada")
        shown = {
            query: sorted(re.findall(r'bonus-amount">([^<]*)', ada.get(f"/bonuses?{query}").text))
            for query in ("", "quarter=2026-Q2", "quarter=2026-Q3", "state=proposed", "state=paid", "page=9")
        }
        everything = ["€100.00", "€200.00"]
        assert shown == {
            "": everything,
            "quarter=2026-Q2": ["€100.00"],
            "quarter=2026-Q3": ["€200.00"],
            "state=proposed": ["€100.00"],
            "state=paid": [],
            "page=9": everything,
        }
        assert "No bonus is like that" in ada.get("/bonuses?state=paid").text

    @pytest.mark.parametrize("query", ["quarter=2031-Q1", "quarter=x", "state=lost"])
    def test_knows_no_other_quarters_and_states(self, app: Flask, query: str) -> None:
        close(gives("jan", 10_000))
        assert logged_in(app, "ada").get(f"/bonuses?{query}").status_code == 404

    def test_is_cut_into_pages(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.bonuses.page.LINES", 2)
        close(*(gives(key, 10_000 + number) for number, key in enumerate(("ines", "jan", "mia"))))
        ada = logged_in(app, "ada")
        counts = [ada.get(f"/bonuses?page={page}").text.count('class="bonus"') for page in (1, 2)]
        assert counts == [2, 1]
        assert 'href="/bonuses?page=2"' in ada.get("/bonuses").text

    def test_asks_the_database_as_often_for_many_as_for_few(self, app: Flask) -> None:
        ada = logged_in(app, "ada")
        counts = []
        for rules in (range(1, 3), range(3, 20)):
            close(*(gives(key, 100, f"prize[{rule}]") for rule in rules for key in ("ines", "jan", "mia")))
            with statements() as found:
                assert ada.get("/bonuses").status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1]
        assert counts[0] < 45


def test_before_any_bonus_it_says_what_comes(app: Flask) -> None:
    page = logged_in(app, "ada").get("/bonuses").text
    assert "There are no bonuses yet" in page
    assert 'href="/bonuses/exposure"' in page


class TestDeciding:
    """Approving and declining."""

    def test_above_the_limit_two_approve(self, app: Flask) -> None:
        close(gives("jan", 100_000))
        ada, eva = logged_in(app, "ada"), logged_in(app, "eva")
        assert "two people have to approve it" in ada.get(path("jan")).text
        assert ada.post(path("jan", "/approve")).status_code == 303
        again = ada.post(path("jan", "/approve"))
        assert (again.status_code, bonus_of("jan").state) == (403, "seconded")
        assert "You approved this bonus already" in again.text
        assert "It needs a second approval" in eva.get(path("jan")).text
        assert eva.post(path("jan", "/approve")).location == "/bonuses"
        assert bonus_of("jan").state == "approved"
        late = logged_in(app, "otto").post(path("jan", "/approve"))
        assert late.status_code == 403
        assert eva.post(path("jan", "/approve")).status_code == 409

    @pytest.mark.parametrize(
        ("who", "payee", "why"),
        [
            ("mara", "ines", "This is a bonus of your own team"),
            ("mara", "Nord", "This is a bonus of your own team"),
            ("mia", "mia", "This is your own bonus"),
            ("ada", "jan", "You proposed this bonus"),
        ],
    )
    def test_whose_it_is_not_is_told_why(self, app: Flask, who: str, payee: str, why: str) -> None:
        close(gives(payee, 10_000), by=user("ada"))
        client = logged_in(app, who)
        page = client.get(path(payee)).text
        assert why in page
        assert ">Approve" not in page
        for act, form in (("approve", {}), ("decline", {"reason": "no"})):
            refused = client.post(path(payee, f"/{act}"), data=form)
            assert (refused.status_code, why in refused.text) == (403, True)
        assert client.get(path(payee, "/decline")).status_code == 403
        assert bonus_of(payee).state == "proposed"

    def test_declining_takes_a_reason(self, app: Flask) -> None:
        close(gives("jan", 10_000))
        ada = logged_in(app, "ada")
        assert "Decline this bonus?" in ada.get(path("jan", "/decline")).text
        for reason, fault in ((" ", "Say why"), ("x" * 2_001, "at most 2000"), ("a\0b", "at most")):
            refused = ada.post(path("jan", "/decline"), data={"reason": reason})
            assert (refused.status_code, fault in refused.text) == (422, True)
        assert ada.post(path("jan", "/decline"), data={"reason": "counted <twice>"}).status_code == 303
        page = ada.get(path("jan")).text
        assert "Declined: counted &lt;twice&gt;" in page
        assert "This bonus is declined already." in page
        assert ada.post(path("jan", "/decline"), data={"reason": "again"}).status_code == 409

    @pytest.mark.parametrize("act", ["", "/approve", "/decline", "/adjust"])
    def test_what_there_is_not_is_not_found(self, app: Flask, act: str) -> None:
        answer = logged_in(app, "ada").open(f"/bonuses/999{act}", method="POST" if act else "GET")
        assert answer.status_code == 404


class TestAdjusting:
    """More or less than a bonus was, as an entry of its own."""

    def test_is_an_entry_that_another_person_approves(self, app: Flask) -> None:
        close(gives("jan", 10_000))
        first = bonus_of("jan").id
        ada = logged_in(app, "ada")
        sent = {"amount": "-12.50", "reason": "A win was cancelled"}
        made = ada.post(path("jan", "/adjust"), data=sent)
        assert (made.status_code, made.location) == (303, path("jan"))
        page = ada.get(path("jan")).text
        assert "-€12.50" in page
        assert "Reason: A win was cancelled" in page
        assert "You proposed this bonus" in page
        assert f'href="/bonuses/{first}"' in page
        original = logged_in(app, "eva").get(f"/bonuses/{first}").text
        assert "Adjustments of it" in original
        assert "-€12.50" in original

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"amount": "", "reason": "x"}, "amount"),
            ({"amount": "ten", "reason": "x"}, "amount"),
            ({"amount": "1.005", "reason": "x"}, "amount"),
            ({"amount": "0", "reason": "x"}, "amount"),
            ({"amount": "99999999999999", "reason": "x"}, "amount"),
            ({"amount": "5", "reason": ""}, "reason"),
        ],
    )
    def test_faults_stand_beside_the_field(self, app: Flask, sent: dict[str, str], field: str) -> None:
        close(gives("jan", 10_000))
        before = bonus_of("jan").id
        refused = logged_in(app, "ada").post(path("jan", "/adjust"), data=sent)
        assert (refused.status_code, f'id="{field}-fault"' in refused.text) == (422, True)
        assert bonus_of("jan").id == before

    def test_nobody_adjusts_his_own(self, app: Flask) -> None:
        close(gives("mia", 10_000))
        mia = logged_in(app, "mia")
        assert mia.get(path("mia", "/adjust")).status_code == 403
        assert mia.post(path("mia", "/adjust"), data={"amount": "5", "reason": "x"}).status_code == 403
