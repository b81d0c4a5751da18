"""What does not fit into a scene of the wall takes turns: one each time that the scene comes round."""

import re

import pytest
from sqlalchemy import delete

from app.extensions import db
from app.models.people import Membership, Rep, Team
from app.models.scores import Score, Standing
from app.wall.scenes import lines
from tests.web.walls import ON_ONE, THIS, Show, item

pytestmark = pytest.mark.usefixtures("noon")

MOST_ELEMENTS = 1_500


def reps(side: str, number: int) -> None:
    """Let so many reps, and nobody else, stand on the board of a side."""
    team = Team(name=f"Team of {side}", side=side)
    db.session.add(team)
    db.session.flush()
    db.session.execute(delete(Standing).where(Standing.side == side, Standing.board == "rep"))
    for place in range(1, number + 1):
        rep = Rep(key=f"{side} {place}", name=f"{side.title()} {place}")
        rep.memberships = [Membership(team_id=team.id, name=rep.name)]
        db.session.add(rep)
        db.session.flush()
        figures = {
            "place": place,
            "rank": place,
            "points": number - place,
            "exceeded": 0,
            "met": 0,
            "opened": 0,
        }
        here = {"period": "2026-Q3", "side": side, "board": "rep"}
        db.session.add(Standing(**here, who=rep.id, **figures))
    db.session.commit()


def teams(side: str, number: int) -> None:
    """Let so many teams of a side, and no others, have scores of this month."""
    versions = {score.level: score.version_id for score in db.session.query(Score).filter_by(side=side)}
    db.session.execute(delete(Score).where(Score.side == side, Score.board == "team"))
    for one in range(1, number + 1):
        team = Team(name=f"{side.title()} team {one:02}", side=side)
        db.session.add(team)
        db.session.flush()
        for level, version in versions.items():
            known = {"board": "team", "who": team.id, "level": level, "side": side, "month": THIS}
            db.session.add(Score(**known, version_id=version, attainment="met", points=1))
    db.session.commit()


def round_of(html: Show, kind: str) -> list[str]:
    """Return what all turns of a scene are drawn as, as a screen asks for them."""
    texts = [html(item(kind))]
    while (again := re.findall(r'data-again="([^"]*)"', texts[-1])) != ["0"]:
        texts.append(html(item(kind), turn=int(again[0].removeprefix("0."))))
    return texts


def named(texts: list[str], pattern: str) -> set[str]:
    return {name for text in texts for name in re.findall(pattern, text)}


def is_light(text: str) -> bool:
    return len(re.findall(r"<[a-z]", text)) < MOST_ELEMENTS


@ON_ONE
def test_all_of_500_reps_have_their_turns(world: None, html: Show) -> None:
    reps("sales", 440)
    reps("marketing", 60)
    texts = round_of(html, "reps")
    assert len(named(texts, r">((?:Sales|Marketing) \d+)<")) == 500
    for text in texts:
        assert text.count("data-row=") <= lines.MOST_LINES
        assert is_light(text)
        shown = re.findall(r">((?:Sales|Marketing) \d+)<", text)
        assert {f"{side} {place}" for side in ("Sales", "Marketing") for place in (1, 2, 3)} <= set(shown)
        assert len(shown) == len(set(shown))
    assert len({re.search(r'data-at="([^"]*)"', text)[1] for text in texts}) == len(texts)  # type: ignore[index]


@ON_ONE
def test_a_turn_that_there_is_no_more_shows_another(world: None, html: Show) -> None:
    text = html(item("reps"), turn=7)
    assert 'data-at="0"' in text
    assert 'data-again="0"' in text
    assert 'hx-get="/wall?at=0.7"' in text
    assert "Ines Albrecht" in text


@ON_ONE
@pytest.mark.parametrize("count", [7, 60])
def test_the_levels_of_many_teams_name_each(world: None, html: Show, count: int) -> None:
    teams("sales", count)
    texts = round_of(html, "levels")
    assert len(named(texts, r">(Sales team \d+)<")) == count
    assert named(texts, r">(\d+ of \d+)<") >= {f"{count} of {count}"}
    assert all(map(is_light, texts))


@pytest.mark.parametrize(
    ("sizes", "most"),
    [([], 60), ([500], 60), ([30, 30], 60), ([440, 60], 30), ([500, 10], 50), ([9] * 30, 2)],
)
def test_a_scene_has_so_many_lines_in_all(sizes: list[int], most: int) -> None:
    assert lines.most_of(sizes) == most
    for size in sizes:
        turns = [lines.places(size, most, turn) for turn in range(lines.turns_of(size, most))]
        assert {place for turn in turns for place in turn} == set(range(1, size + 1))
        assert max(map(len, turns)) <= most
