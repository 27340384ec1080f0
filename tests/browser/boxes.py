"""Where something stands on a page."""

from playwright.sync_api import FloatRect, Locator


def box_of(shown: Locator) -> FloatRect:
    """The box of what is in sight; what is hidden has none, and fails the test."""
    box = shown.bounding_box()
    assert box is not None, shown
    return box
