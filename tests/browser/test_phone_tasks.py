"""On a phone, what is asked of you is within reach without scrolling sideways."""

import pytest

from tests.browser.conftest import PHONE, Enter

pytestmark = pytest.mark.browser


def test_what_is_asked_of_you_can_be_done_from_a_phone(enter: Enter) -> None:
    page = enter("datateam", viewport=PHONE)
    page.goto("/")
    links = page.locator("#tasks tbody a")
    assert links.count() > 0
    for link in links.all():
        box = link.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"]
