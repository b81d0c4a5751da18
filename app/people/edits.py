"""What an admin asks to be changed about a rep becomes rows as a file would tell them, or is refused with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext as _

from app.models.people import FIRST_DAY, LAST_DAY
from app.people.rows import Member
from app.wording import date_name

ASKED = 1
"""The line of a row that an admin asked for: 0 is that of what is stored."""


class EditError(Exception):
    """What was asked for cannot be done; the text says why, and stands beside `field`."""

    def __init__(self, field: str, text: str) -> None:
        """Take the name of a form's field, and the reason."""
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Known:
    """What a change is laid over: all memberships, the side of each team, the sides that there are, and aliases."""

    members: Sequence[Member]
    teams: dict[str, str]
    sides: Sequence[str]
    aliases: dict[str, str]

    def of(self, rep: str) -> list[Member]:
        """Return the memberships of a rep in their order."""
        return [one for one in self.members if one.rep == rep]

    def at(self, rep: str, starts: int) -> Member:
        """Return the membership of a rep that starts on a day."""
        for one in self.of(rep):
            if one.starts == starts:
                return one
        raise EditError("team", _("This membership is not there any more."))

    def side(self, team: str, asked: str) -> str:
        """Return the side of a team; one that is new has the side that is asked for."""
        side = self.teams.get(team)
        if side is None and not asked:
            raise EditError("side", _("There is no team of this name yet: choose its side to make it."))
        if side is None and asked not in self.sides:
            raise EditError("side", _("There is no side of this name."))
        if side and asked not in ("", side):
            told = {"team": team, "side": side}
            raise EditError("side", _("%(team)s is on the side %(side)s already.", **told))
        return side or asked


class Edit(Protocol):
    """A change of the memberships of `rep`."""

    @property
    def rep(self) -> str:
        """Return the key of the rep that it is about."""

    def rows(self, known: Known) -> list[Member]:
        """Return the rows to lay over what is `known`. Raises EditError."""


@dataclass(frozen=True)
class Join:
    """Into a team from the day `starts` up to, not including, `ends`; who has a name keeps it."""

    rep: str
    team: str
    side: str
    starts: int
    ends: int

    def rows(self, known: Known) -> list[Member]:
        """Return the new membership."""
        others = known.of(self.rep)
        if not others:
            raise EditError("team", _("This rep was in no team yet."))
        latest = others[-1]
        return [placed(known, others, self, latest.name, latest.email)]


@dataclass(frozen=True)
class Enter(Join):
    """Somebody who was in no team so far, with his name."""

    name: str
    email: str

    def rows(self, known: Known) -> list[Member]:
        """Return the first membership."""
        if known.of(self.rep):
            raise EditError("rep", _("There is a rep with this key already."))
        if meant := known.aliases.get(self.rep):
            raise EditError("rep", alias_words(self.rep, meant))
        return [placed(known, (), self, self.name or self.rep, self.email)]


@dataclass(frozen=True)
class Move:
    """Into another team from the day `starts` on, for as long as the membership of that day lasts."""

    rep: str
    team: str
    side: str
    starts: int

    def rows(self, known: Known) -> list[Member]:
        """Return the membership of that day, cut, and the new one."""
        mine = known.of(self.rep)
        if mine and self.starts < mine[0].starts:
            told = date_name(mine[0].starts)
            raise EditError("first", _("This rep's first day is %(day)s.", day=told))
        now = next((one for one in mine if one.starts <= self.starts < one.ends), None)
        if now is None:
            raise EditError("first", _("This rep is in no team on that day: add a membership instead."))
        if now.team == self.team:
            raise EditError("team", _("This rep is in this team on that day already."))
        side = known.side(self.team, self.side)
        new = now._replace(line=ASKED, team=self.team, side=side, starts=self.starts)
        cut = now._replace(line=ASKED, ends=self.starts)
        return [new] if now.starts == self.starts else [cut, new]


@dataclass(frozen=True)
class Correct:
    """The membership that starts on the day `was` as it should have been."""

    rep: str
    was: int
    team: str
    side: str
    starts: int
    ends: int

    def rows(self, known: Known) -> list[Member]:
        """Return the membership as it should be; where its start moves, that under the old one is withdrawn."""
        old = known.at(self.rep, self.was)
        others = [one for one in known.of(self.rep) if one != old]
        new = placed(known, others, self, old.name, old.email)
        gone = old._replace(line=ASKED, ends=old.starts)
        return [new] if new.starts == old.starts else [gone, new]


@dataclass(frozen=True)
class End:
    """The membership that starts on the day `was` up to, not including, `ends`."""

    rep: str
    was: int
    ends: int

    def rows(self, known: Known) -> list[Member]:
        """Return the membership with its end."""
        old = known.at(self.rep, self.was)
        if self.ends <= old.starts:
            raise EditError("last", _("This is before the first day: withdraw the membership instead."))
        new = old._replace(line=ASKED, ends=self.ends)
        check_free([one for one in known.of(self.rep) if one != old], new)
        return [new]


@dataclass(frozen=True)
class Withdraw:
    """The membership that starts on the day `was`, which should never have been."""

    rep: str
    was: int

    def rows(self, known: Known) -> list[Member]:
        """Return the withdrawal."""
        old = known.at(self.rep, self.was)
        return [old._replace(line=ASKED, ends=old.starts)]


@dataclass(frozen=True)
class Rename:
    """Another name and e-mail address: those of the latest membership."""

    rep: str
    name: str
    email: str

    def rows(self, known: Known) -> list[Member]:
        """Return the latest membership with the name."""
        mine = known.of(self.rep)
        if not mine:
            raise EditError("name", _("This rep was in no team yet."))
        return [mine[-1]._replace(line=ASKED, name=self.name or self.rep, email=self.email)]


def span(first: int | None, last: int | None) -> tuple[int, int]:
    """Return a first and a last day, either of which may be open, as a half-open range."""
    return FIRST_DAY if first is None else first, LAST_DAY if last is None else last + 1


def placed(known: Known, others: Sequence[Member], asked: Join | Correct, name: str, email: str) -> Member:
    """Return the membership that is asked for, if the days are in order and free."""
    if asked.ends <= asked.starts:
        raise EditError("last", _("The last day is before the first."))
    side = known.side(asked.team, asked.side)
    new = Member(ASKED, asked.rep, name, email, asked.team, side, asked.starts, asked.ends)
    check_free(others, new)
    return new


def check_free(others: Sequence[Member], new: Member) -> None:
    """Raise EditError if a rep is in another team on a day of the membership `new`."""
    for one in others:
        if one.starts < new.ends and new.starts < one.ends:
            field = "first" if one.starts <= new.starts else "last"
            if one.ends >= LAST_DAY:
                text = _("This rep is in %(team)s from %(day)s on.", team=one.team, day=day_words(one.starts))
            else:
                told = {"team": one.team, "day": day_words(one.starts), "last": day_words(one.ends - 1)}
                text = _("This rep is in %(team)s from %(day)s to %(last)s.", **told)
            raise EditError(field, text)


def alias_words(key: str, rep: str) -> str:
    """Return why an alias is put into no team, and what to do."""
    told = {"key": key, "rep": rep}
    return _("%(key)s is an alias of %(rep)s: name %(rep)s, or withdraw the alias first.", **told)


def day_words(day: int) -> str:
    """Return a day in words; the first of all is the beginning."""
    return _("the beginning") if day <= FIRST_DAY else date_name(day)
