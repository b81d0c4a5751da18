"""What a screen shows, drawn."""

from flask import render_template

from app.programme import Programme
from app.stamp import Reading
from app.wall.scenes import KINDS


def draw(programme: Programme, at: int, now: Reading) -> str:
    """Return the first item from number `at` on that has something to say, drawn."""
    for item in programme[at:] + programme[:at]:
        kind = KINDS[item.kind]
        found = kind.figures(item, now)
        if found is not None:
            return render_template(kind.template, **found)
    return render_template("wall/_wall.html", tag=now.tag, bands=[])
