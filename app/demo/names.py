"""Names of made-up companies, people's roles and events."""

import random

FIRST = (
    *("Alder", "Birkenau", "Castellan", "Dovetail", "Eastmoor", "Fennel", "Grauwacke", "Halyard", "Ilmenau"),
    *("Juniper", "Kestrel Bay", "Lumen", "Marisma", "Norrvik", "Ondine", "Pellworm", "Quillon", "Rosendal"),
    *("Sabine", "Tamarind", "Umber", "Vesper", "Westerlund", "Yarrow", "Zephyr"),
)
SECOND = (
    *("Foods", "Logistics", "Optics", "Textiles", "Clinics", "Energy", "Packaging", "Hotels", "Instruments"),
    *("Insurance", "Printing", "Robotics", "Shipping", "Studios", "Timber", "Water"),
)
EVENTS = (
    *("Breakfast briefing", "Partner day", "Trade fair", "Customer evening", "Webinar", "Workshop"),
    *("Round table", "Open house"),
)
SOURCES = ("search", "webinar", "referral", "partner", "trade fair", "newsletter")
CAMPAIGNS = ("Spring tour", "Benchmark report", "Free trial", "Partner desk", "Field days")
ROLES = ("decision maker", "champion", "user", "buyer")
REASONS = ("price", "product", "timing", "competitor", "no decision")
BAD = ("unreachable", "duplicate")


def account(draw: random.Random) -> str:
    """Return the name of a company."""
    return f"{draw.choice(FIRST)} {draw.choice(SECOND)}"
