"""Makes the README's pictures of the page: `make serve` in one terminal, then `python docs/pictures.py`.

The pictures show the sample plans, so the library asked must be empty (CEJIAN_DATA=a new folder).
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import sync_playwright

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
TO = Path(__file__).parent / "pictures"
ASKED = f"/ask?q={quote('减负')}"
SHOWN = {
    "ask": (f"{ASKED}&y=2019", ".passage", 1280, 800),
    "wording": (f"/wording?term={quote('双减')}&with={quote('减负')}", "svg", 1280, 800),
}
"""Name → address, what shows that it is drawn, and size."""
COLOURS = 128


def main() -> None:
    """Each picture as a PNG of few colours."""
    TO.mkdir(exist_ok=True)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (path, ready, width, height) in SHOWN.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(ADDRESS + path)
            page.wait_for_selector(ready)
            page.wait_for_load_state("networkidle")
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            target = TO / f"{name}.png"
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
            print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
