"""How a page is looked at: who is kept out of it, and whether it fits on a desk and on a phone."""

from collections.abc import Callable, Iterable

from playwright.sync_api import Page, ViewportSize

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 800}
OVERFLOW = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
Barriers = Callable[..., list[str]]


def look(
    page: Page, barriers: Barriers, sizes: Iterable[ViewportSize] = (DESK,), *, dark: bool = False
) -> list[str]:
    """Return what keeps people out of the page at these sizes, and by how much it is wider than a screen.

    In the `dark` the page is the same but for its colours. After a click the caller waits for the page it leads to.
    """
    found = []
    page.wait_for_load_state()  # without its style sheets and letters it is another page
    page.evaluate("document.fonts.ready.then(() => true)")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        wider = page.evaluate(OVERFLOW)
        found += [f"{wider} px wider than {size['width']}"] if wider > 0 else []
        found += barriers(page) if size in sizes else []
    if dark:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in barriers(page, "color-contrast")]
        page.emulate_media(color_scheme="light")
    return found
