"""Who is in the demo: teams and their people, all invented."""

from typing import NamedTuple

MARKETING, SALES = "marketing", "sales"
SIDES = (MARKETING, SALES)

TEAMS = {
    "Key accounts": SALES,
    "Mid-market": SALES,
    "Inside sales": SALES,
    "Demand generation": MARKETING,
    "Events and partners": MARKETING,
    "Content": MARKETING,
}


class Person(NamedTuple):
    """A rep: the key that activities use, the name, the team to begin with, and how much a good day is worth.

    `form` is in hundredths of what a colleague of average luck gets done.
    """

    key: str
    name: str
    team: str
    form: int


REPS = (
    Person("ines", "Ines Caldeira", "Key accounts", 117),
    Person("tomasz", "Tomasz Wrona", "Key accounts", 95),
    Person("adaeze", "Adaeze Nwosu", "Key accounts", 106),
    Person("henrik", "Henrik Stålhammar", "Key accounts", 84),
    Person("lan", "Wu Lan", "Key accounts", 102),
    Person("priya", "Priya Venkataraghavan", "Mid-market", 116),
    Person("jonas", "Jonas Ebert", "Mid-market", 90),
    Person("camille", "Camille Desrosiers", "Mid-market", 104),
    Person("mateo", "Mateo Ibarra", "Mid-market", 109),
    Person("yusuf", "Yusuf Demirel", "Mid-market", 87),
    Person("olga", "Olga Lisowska", "Inside sales", 107),
    Person("kofi", "Kofi Asante-Mensah", "Inside sales", 114),
    Person("bo", "Bo Ek", "Inside sales", 82),
    Person("giulia", "Giulia Ferrante", "Inside sales", 98),
    Person("noor", "Noor Haddad", "Demand generation", 113),
    Person("stefan", "Stefan Krause-Lindqvist", "Demand generation", 88),
    Person("amara", "Amara Diallo", "Demand generation", 103),
    Person("jiayi", "Wen Jiayi", "Demand generation", 97),
    Person("mafe", "Maria-Fernanda Villanueva Echeverría", "Events and partners", 108),
    Person("ciaran", "Ciarán O’Dea", "Events and partners", 92),
    Person("aiko", "Aiko Mori", "Events and partners", 101),
    Person("lena", "Lena Vogt", "Content", 95),
    Person("sorin", "Sorin Popa", "Content", 89),
    Person("thandiwe", "Thandiwe Mokoena", "Content", 115),
)

DOMAIN = "baton.example"
"""Top-level domain `example` belongs to nobody: no mail of the demo can reach anybody."""


def email(key: str) -> str:
    """Return the e-mail address of one of the demo."""
    return f"{key}@{DOMAIN}"


def teams_of(side: str) -> list[str]:
    """Return the teams of `side`."""
    return [team for team, one in TEAMS.items() if one == side]
