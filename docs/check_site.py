# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks the rendered documentation: python docs/check_site.py FOLDER

Every internal link leads to a page and to a place in it. If Chromium is installed, no page is wider than the screen at
1280 and at 400 pixels, no table is wider than its page, and none logs an error.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

WIDTHS = (1280, 400)
CHROMIUM_TIMEOUT = 300  # seconds

# Opens each page in a frame of each width, and writes what it finds into its own text
MEASURE = """<!doctype html><meta charset="utf-8"><title>check</title><body><script>
const pages = %s, widths = %s, found = [];
async function open(page, width) {
  const frame = document.createElement("iframe");
  frame.width = width; frame.height = 900;
  const loaded = new Promise(resolve => frame.onload = resolve);
  frame.src = page;
  document.body.append(frame);
  await loaded;
  const root = frame.contentDocument.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`${page}: ${root.scrollWidth} pixels wide at ${width}`);
  for (const part of frame.contentDocument.querySelectorAll(".table-wrapper"))
    if (part.scrollWidth > part.clientWidth + 1)
      found.push(`${page}: a table is ${part.scrollWidth} pixels wide, but shows ${part.clientWidth}, at ${width}`);
  for (const image of frame.contentDocument.images)
    if (!image.naturalWidth && new URL(image.src).host === location.host) found.push(`${page}: no image ${image.src}`);
  frame.remove();
}
(async () => {
  for (const page of pages) for (const width of widths) await open(page, width);
  document.body.textContent = "FOUND" + JSON.stringify(found) + "END";
})();
</script>"""


class Page(HTMLParser):
    """The links of a page, and the places that links can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.add(value)
            elif name in ("id", "name") and value:
                self.places.add(value)


def broken_links(folder: Path) -> list[str]:
    """The internal links that lead nowhere, as `page: link`."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    broken = []
    for path, page in pages.items():
        for link in sorted(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists() or (target in pages and unquote(parts.fragment) not in pages[target].places):
                broken.append(f"{path.relative_to(folder)}: {link}")
    return broken


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a port of this machine; its URL."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def faults_on_screen(folder: Path, chromium: str) -> list[str]:
    """The pages that are wider than the screen, cut a table off, lack an image of the site, or log an error."""
    pages = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))]
    check = folder / "check-site.html"
    check.write_text(MEASURE % (json.dumps(pages), json.dumps(WIDTHS)), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=120000"]
    try:
        with served(folder) as url, tempfile.TemporaryDirectory() as profile:
            command = [chromium, *options, f"--user-data-dir={profile}", "--dump-dom", f"{url}/{check.name}"]
            ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=CHROMIUM_TIMEOUT)  # noqa: S603 - our own arguments
    finally:
        check.unlink()
    found = re.search(r"FOUND(\[.*\])END", ran.stdout, re.DOTALL)
    if not found:
        return [f"Chromium did not finish: {ran.stdout[-200:]}"]
    # Chromium logs every level as INFO, so whatever a page logs counts
    logged = [line for line in ran.stderr.splitlines() if ":CONSOLE" in line and url in line]
    return [*json.loads(found[1]), *logged]


def main(folder: Path) -> int:
    """Check the pages, and print what is wrong; the exit code."""
    faults = broken_links(folder)
    if chromium := shutil.which("chromium"):
        faults += faults_on_screen(folder, chromium)
    else:
        print("Chromium is not installed: the pages' widths were not checked.")
    print(*faults, f"{len(list(folder.rglob('*.html')))} pages, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
