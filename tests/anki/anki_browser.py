"""Cards in headless Chromium, on Anki's own reviewer page with the MathJax that it ships."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.server import ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from loopback import Answering, served

CACHE = Path(__file__).parents[2] / ".cache" / "aqt"
WEB = CACHE / "_aqt" / "data" / "web"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
)
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".html": "text/html; charset=utf-8",
    ".woff": "font/woff",
}


@cache
def skip_reason() -> str:
    """Why cards cannot be shown here, or ""; fetches Anki's web files once."""
    if CHROMIUM is None:
        return "Chromium is not installed (Debian: chromium, fonts-noto-cjk)"
    if (WEB / "js" / "reviewer.js").is_file():
        return ""
    CACHE.mkdir(parents=True, exist_ok=True)
    version = metadata.version("anki")
    fetch = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        f"aqt=={version}",
        "--dest",
        str(CACHE),
    ]
    try:
        done = subprocess.run(fetch, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return f"Anki's web files (aqt {version}) could not be fetched in time"
    wheel = next(CACHE.glob("aqt-*.whl"), None)
    if done.returncode or wheel is None:
        return f"Anki's web files (aqt {version}) could not be fetched"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(CACHE, [name for name in archive.namelist() if name.startswith("_aqt/data/web/")])
    wheel.unlink()
    return ""


def need_browser() -> None:
    if reason := skip_reason():
        pytest.skip(reason)


@contextmanager
def serve(pages: dict[str, str | bytes]) -> Iterator[str]:
    """A loopback server with the pages and Anki's files under `/_anki`; gives its address.

    A request for anything else is kept under `pages["asked"]`, one a line.
    """
    asked: list[str] = []

    class Handler(Answering):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            body: bytes | None = None
            if path.startswith("/_anki/") and ".." not in path:
                file = WEB / path.removeprefix("/_anki/")
                body = file.read_bytes() if file.is_file() else None
            elif path in pages:
                page = pages[path]
                body = page.encode() if isinstance(page, str) else page
            else:
                asked.append(path)
                pages["asked"] = "\n".join(asked)
            kind = TYPES.get(Path(path).suffix or ".html", "application/octet-stream")
            self.reply(body or b"", kind, 404 if body is None else 200)

    with served(Handler, ThreadingHTTPServer) as address:
        yield address


def chromium(*arguments: str) -> str:
    assert CHROMIUM
    with tempfile.TemporaryDirectory() as profile:
        command = [
            CHROMIUM,
            *FLAGS.split(),
            f"--user-data-dir={profile}",
            "--virtual-time-budget=20000",
            *arguments,
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout


def screenshot(url: str, path: Path, width: int, height: int, scale: int = 1) -> None:
    size = f"--window-size={width},{height}"
    chromium(f"--screenshot={path}", size, f"--force-device-scale-factor={scale}", url)


def reviewer_page(question: str, answer: str | None, night: bool = False) -> str:
    """The desktop's page with one side of a card on it."""
    side = json.dumps(answer if answer is not None else question).replace("</", "<\\/")
    show = f"_showAnswer({side}, 'card card1 {'nightMode night_mode' if night else ''}')"
    if answer is None:
        show = f"_showQuestion({side}, '', 'card card1 {'nightMode night_mode' if night else ''}')"
    return f"""<!doctype html>
<html class="{"night-mode" if night else ""}" dir="ltr" data-bs-theme="{"dark" if night else "light"}"><head>
<meta charset="utf-8"><link rel="stylesheet" href="/_anki/css/webview.css">
<link rel="stylesheet" href="/_anki/css/reviewer.css"></head>
<body class="isLin {"nightMode night_mode" if night else ""}">
<script>window.graded = ''; window.qFade = 0;
window.bridgeCommand = window.pycmd = function (c) {{ window.graded += c + ' '; }};</script>
<script src="/_anki/js/webview.js"></script><script src="/_anki/js/mathjax.js"></script>
<script src="/_anki/js/vendor/mathjax/tex-chtml-full.js"></script>
<script src="/_anki/js/reviewer.js"></script>
<div id="_mark" hidden>&#x2605;</div><div id="_flag" hidden>&#x2691;</div><div id="qa" dir="auto"></div>
<script>{show}</script></body></html>"""


_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)

_CHECK = """
const light = (color) => { // how bright it is, from 0 to 1, and how opaque
  const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const [x, y, z] = [r, g, b].map(v => linear(v / 255));
  return [0.2126 * x + 0.7152 * y + 0.0722 * z, a];
};
const behind = (e) => {
  for (; e; e = e.parentElement) {
    const [l, opaque] = light(getComputedStyle(e).backgroundColor);
    if (opaque === 1) return l;
  }
  return 1;
};
const texts = function* (side) {
  const walk = document.createTreeWalker(side, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) yield n;
};
const short = (e) => '<' + e.tagName + ' class=' + e.className + '> ' + e.textContent.slice(0, 40);

const math = (side, say) => {
  for (const e of side.querySelectorAll('mjx-merror')) say('math error ' + e.textContent);
  for (const e of side.querySelectorAll('mjx-container *'))
    if (!e.childElementCount && getComputedStyle(e).color === 'rgb(255, 0, 0)') say('red ' + e.textContent);
  for (const n of texts(side))
    if (/\\\\[(\\[]/.test(n.data) && !n.parentElement.closest('code,pre,.mathjax_ignore'))
      say('raw math ' + n.data);
};
const overflow = (side, say) => {
  const area = side.getBoundingClientRect(), right = area.right + 0.5, left = area.left - 0.5;
  const scrolls = (e) => { for (let p = e; p && p !== side; p = p.parentElement)
    if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true; return false; };
  for (const e of side.querySelectorAll('.cg *')) {
    const box = e.getBoundingClientRect();
    if (box.width && (box.right > right || box.left < left) && !scrolls(e)) {
      say('overflows: ' + short(e));
      break; }
  }
};
const contrast = (side, say) => {
  for (const n of texts(side)) {
    const e = n.parentElement;
    if (!n.data.trim() || e.closest('style,mjx-container') || !e.getClientRects().length) continue;
    const [a, b] = [light(getComputedStyle(e).color)[0], behind(e)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) { say('faint (' + ratio.toFixed(1) + '): ' + short(e)); break; }
  }
};
window.addEventListener('load', async () => {
  await MathJax.startup.promise;
  await MathJax.typesetPromise();
  await document.fonts.ready;
  const out = [], sides = [...document.querySelectorAll('.side')];
  const each = (test, mode = '') => {
    for (const side of sides) test(side, (what) => out.push(side.dataset.name + ': ' + mode + what)); };
  each(math);
  for (const night of [false, true]) {
    for (const name of ['nightMode', 'night_mode']) document.body.classList.toggle(name, night);
    document.documentElement.classList.toggle('night-mode', night);
    document.documentElement.dataset.bsTheme = night ? 'dark' : 'light';
    for (const width of WIDTHS) {
      frameElement.style.width = width + 'px';
      await new Promise((done) => setTimeout(done, 50));
      each(overflow, (night ? 'night ' : 'light ') + width + ' ');
    }
    each(contrast, night ? 'night ' : 'light ');
  }
  document.body.textContent = 'RESULT' + JSON.stringify(out) + 'END';
});
"""


def faults(sides: Sequence[tuple[str, str]], widths: Sequence[int] = (360, 1000)) -> list[str]:
    """What is wrong on any of the (name, HTML) sides, by day and night, in pages of these widths in pixels.

    Looks for math errors, raw math delimiters, red math, what sticks out of the page, and faint text.
    """
    styles = {style for _, side in sides for style in _STYLE.findall(side)}
    body = "".join(
        f'<div class="side" data-name="{html.escape(name)}">{_STYLE.sub("", side)}</div>'
        for name, side in sides
    )
    page = f"""<!doctype html><html><head><meta charset="utf-8">
<link rel="stylesheet" href="/_anki/css/webview.css"><link rel="stylesheet" href="/_anki/css/reviewer.css">
{"".join(styles)}<style>.side {{ margin: 20px; }}</style><script src="/_anki/js/mathjax.js"></script>
<script src="/_anki/js/vendor/mathjax/tex-chtml-full.js"></script></head>
<body class="card" style="margin:0">{body}
<script>const WIDTHS = {list(widths)};{_CHECK}</script></body></html>"""
    # a frame has a width of its own, where Chromium's windows have a least one
    frame = """<!doctype html><body style="margin:0">
<iframe src="/cards" style="border:0;width:360px;height:900px"></iframe>
<script>const wait = setInterval(() => {
const text = document.querySelector('iframe').contentDocument.body.textContent;
if (text.startsWith('RESULT')) { clearInterval(wait); document.body.textContent = text; }
}, 50);</script>"""
    with serve({"/cards": page, "/frame": frame}) as address:
        dom = chromium("--dump-dom", address + "/frame")
    found = re.search(r"RESULT(.*)END", dom, re.DOTALL)
    assert found, f"Chromium gave no result: {dom[:300]}"
    result: list[str] = json.loads(html.unescape(found[1]))
    return result


def sides_of(col: Any) -> list[tuple[str, str]]:
    """Both sides of every card of a collection, named by the note's `Id`, the card's number and the side."""
    out = []
    for cid in col.find_cards(""):
        card = col.get_card(cid)
        shown = card.render_output(reload=True)
        name = f"{card.note()['Id']} {card.ord}"
        out += [(f"{name} front", shown.question_and_style()), (f"{name} back", shown.answer_and_style())]
    return out
