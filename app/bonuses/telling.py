"""What a bonus rests on, in words: its rule, and the arithmetic that led from the standings to the amount."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bonuses.figures import kind_of
from app.wording import money, ordinal, percent, whole

Basis = Mapping[str, Any]
"""What `Entitlement.basis` holds, for an adjustment what it is of, and what a later version of a quarter adds."""


def title(rule: str, basis: Basis) -> str:
    """Return what a bonus is for: the name that the agreement gives its rule, or what kind of rule it is."""
    named = (basis.get("parts") or [basis])[0]
    return named.get("name") or kind_words(rule)


def kind_words(rule: str) -> str:
    """Return the kind of a rule in words, as it begins a line."""
    return {
        "prize": _("Prize"),
        "rate": _("Points"),
        "badge": _("Badge"),
        "cap": _("Cap"),
        "adjustment": _("Adjustment"),
    }[kind_of(rule)]


def sentences(basis: Basis, currency: str) -> list[str]:
    """Return the arithmetic of a bonus, sentence by sentence."""
    tell = _TOLD.get(basis.get("kind", ""))
    return [*(tell(basis, currency) if tell else []), *_difference(basis, currency)]


def _prize(basis: Basis, currency: str) -> list[str]:
    places = [money(amount, currency) for amount in basis["places"]]
    told = {"rank": ordinal(basis["rank"]), "board": _board(basis), "tied": whole(basis["tied"])}
    if basis["tied"] == 1:
        words = [_("%(rank)s on %(board)s: the prize of that place is %(prize)s.", **told, prize=places[0])]
    elif basis["ties"] == "each":
        words = [
            _(
                "One of %(tied)s who are %(rank)s on %(board)s: each gets the prize of that place in full, %(prize)s.",
                **told,
                prize=places[0],
            )
        ]
    else:
        words = [
            _("One of %(tied)s who are %(rank)s on %(board)s.", **told),
            *_shared(basis["places"], basis["tied"], currency),
        ]
    return [*words, _reached(basis), *_asked(basis)]


def _shared(places: Sequence[int], tied: int, currency: str) -> list[str]:
    """Tell how those who are tied share the prizes of the places that they take up."""
    total = sum(places)
    prizes = " + ".join(money(amount, currency) for amount in places)
    if len(places) > 1:
        prizes = _("%(sum)s = %(total)s", sum=prizes, total=money(total, currency))
    told = _(
        "They share the prizes of their places: %(prizes)s, divided by %(tied)s.", prizes=prizes, tied=tied
    )
    if total % tied == 0:
        return [told]
    return [told, _("What does not divide evenly goes, unit by unit, to those who stand first.")]


def _rate(basis: Basis, currency: str) -> list[str]:
    points, rate = basis["points"], basis["rate"]
    told = {"rate": money(rate, currency), "amount": money(points * rate, currency), "points": whole(points)}
    return [
        ngettext(
            "%(points)s point on %(board)s × %(rate)s = %(amount)s.",
            "%(points)s points on %(board)s × %(rate)s = %(amount)s.",
            points,
            board=_board(basis),
            **told,
        ),
        *_asked(basis),
    ]


def _badge(basis: Basis, currency: str) -> list[str]:
    times, each = basis["times"], basis["each"]
    return [
        ngettext(
            "The badge “%(name)s” was earned in the quarter: %(amount)s.",
            "The badge “%(name)s” was earned %(num)d times in the quarter × %(each)s = %(amount)s.",
            times,
            name=basis["name"],
            each=money(each, currency),
            amount=money(each * times, currency),
        )
    ]


def _parts(basis: Basis, currency: str) -> list[str]:
    """Tell what a member gets through each of his teams."""
    return [words for part in basis["parts"] for words in _part(part, currency)]


def _part(part: Basis, currency: str) -> list[str]:
    own, everyone = Fraction(part["share"]), Fraction(part["shares"])
    known = {
        "team": part["team_name"],
        "won": money(part["team_amount"], currency),
        "amount": money(part["amount"], currency),
    }
    won = [_("Through the team %(team)s, which won %(won)s:", **known), *_TOLD[part["kind"]](part, currency)]
    if own == everyone:
        return [*won, _("Nobody else was a member: all of it, %(amount)s.", **known)]
    shared = _(
        "Its members share that by how much of the quarter they were there: "
        "%(own)s of %(everyone)s in all, which is %(amount)s.",
        own=_share(own),
        everyone=_share(everyone),
        **known,
    )
    return [*won, shared]


def _share(share: Fraction) -> str:
    """Return a share of the quarter in percent, and as the fraction that it is where percent cannot say it."""
    about = percent(share, 2)
    return about if (share * 10_000).denominator == 1 else f"{about} ({share})"


def _cap(basis: Basis, currency: str) -> list[str]:
    lines = " + ".join(money(amount, currency) for _rule, amount in basis["lines"])
    told = {"cap": money(basis["cap"], currency), "sum": money(basis["sum"], currency)}
    if len(basis["lines"]) > 1:
        told["sum"] = _("%(sum)s = %(total)s", sum=lines, total=told["sum"])
    over = money(basis["sum"] - basis["cap"], currency)
    return [
        _("Prizes and points come to %(sum)s.", **told),
        _("The most for a quarter is %(cap)s: %(over)s is taken off.", **told, over=over),
    ]


def _adjustment(basis: Basis, currency: str) -> list[str]:
    if "of" not in basis:
        return [_("A person proposed it: no rule of the agreement gives it.")]
    told = {"kind": kind_words(basis["rule"]), "amount": money(basis["amount"], currency)}
    return [_("A person changes by it what was given before: %(kind)s, %(amount)s.", **told)]


def _difference(basis: Basis, currency: str) -> list[str]:
    """Tell how a later version of a quarter differs from what was decided by an earlier one."""
    if "before" not in basis:
        return []
    before, after = basis["before"], basis["after"]
    told = {"before": money(before, currency), "difference": money(after - before, currency)}
    if after == 0:
        return [
            _("A later version of the quarter gives nothing here; %(before)s was decided before.", **told),
            _("The difference is %(difference)s.", **told),
        ]
    return [
        _(
            "A later version of the quarter gives %(after)s here; %(before)s was decided before.",
            after=money(after, currency),
            **told,
        ),
        _("The difference is %(difference)s.", **told),
    ]


def _board(basis: Basis) -> str:
    side = basis["side"]
    return _("the board of %(side)s", side=side) if side else _("the board of all sides")


def _reached(basis: Basis) -> str:
    points, met = basis["points"], basis["met"]
    return _(
        "Reached in the quarter: %(points)s and %(levels)s.",
        points=_points(points),
        levels=_levels(met),
    )


def _asked(basis: Basis) -> list[str]:
    """Tell the conditions of a rule, and that they are met: nobody gets anything otherwise."""
    conditions = [_points(basis["min_points"])] if basis["min_points"] else []
    conditions += [_levels(basis["min_met"])] if basis["min_met"] else []
    if not conditions:
        return []
    asked = (
        _("%(one)s and %(other)s", one=conditions[0], other=conditions[1])
        if conditions[1:]
        else conditions[0]
    )
    return [_("The agreement asks for %(conditions)s at least: reached.", conditions=asked)]


def _points(points: int) -> str:
    return ngettext("%(points)s point", "%(points)s points", points, points=whole(points))


def _levels(met: int) -> str:
    return ngettext("%(met)s level met", "%(met)s levels met", met, met=whole(met))


_TOLD: dict[str, Callable[[Basis, str], list[str]]] = {
    "prize": _prize,
    "rate": _rate,
    "badge": _badge,
    "part": _parts,
    "cap": _cap,
    "adjustment": _adjustment,
}
