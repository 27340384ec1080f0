"""Draws docs/phones.png, which the README shows: the demo's page when the offer has reached the provider.

python -m docs.phones
"""

from pathlib import Path

from rismep.demo.main import playing
from tests.browser.test_demo import LAPTOP, OWNER, PROVIDER, Newcomer, send_the_matter
from tests.chromium import chromium

PICTURE = Path(__file__).parent / "phones.png"


def main() -> None:
    with playing(0, "th") as stage, chromium() as browser:
        page = browser.new_page(viewport=LAPTOP)
        page.goto(stage.house.settings.public_url)
        newcomer = Newcomer(page, "th")
        send_the_matter(newcomer)
        newcomer.button(PROVIDER, "choice.offer_accept").wait_for()
        newcomer.hears(OWNER, "news.no")
        page.mouse.move(0, 0)
        page.wait_for_timeout(1_500)
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
