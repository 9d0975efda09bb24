"""A hostile note's text is inert: in Chromium, on Anki's own reviewer page."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from anki_browser import chromium, need_browser, reviewer_page, serve
from anki_collection import new_collection, take
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cardgen.anki import build
from cardgen.anki.markdown import to_html
from cardgen.anki.sanitise import TAGS
from cardgen.anki.shielding import Refused
from cardgen.model import Card, Comparison, Deck, Definition, Formula, Point, Source

MARK = "window.hacked=1;pycmd('ease4')"
HOSTILE = [
    f"<script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f'<img src="/remote.png" onload="{MARK}">',
    "![x](http://remote.example/x.png) ![y](//remote.example/y.png) ![z](/remote.png)",
    f"[click](javascript:{MARK}) <a href='javascript:{MARK}' onclick='{MARK}'>a</a>",
    f"[data](data:text/html,<script>{MARK}</script>)",
    f"<iframe src='javascript:parent.{MARK}'></iframe>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
    f"<svg onload={MARK}><script>{MARK}</script></svg>",
    f"<math><mtext><style><img src onerror={MARK}></style></mtext></math>",
    "<link rel=stylesheet href=/remote.css><style>body{display:none}@import url(/remote.css);</style>",
    "<div style='background:url(/remote.png);position:fixed;inset:0'>styled</div>",
    "<object data=/remote.svg></object><embed src=/remote.svg>",
    f"<video src=/remote.mp4 onerror={MARK}></video>",
    "<form action=/remote><input name=x autofocus onfocus="
    + MARK
    + "></form><base href=http://remote.example/>",
    "<meta http-equiv=refresh content='0;url=/remote'>",
    f"`</code><img src=x onerror={MARK}>`",
    f"```\n</code></pre><img src=x onerror={MARK}>\n```",
    f'```python onmouseover={MARK}"><img src=x onerror={MARK}>\nx\n```',
    f"$</span><img src=x onerror={MARK}>$ $$<script>{MARK}</script>$$",
    f"| <img src=x onerror={MARK}> |\n|---|\n| <script>{MARK}</script> |",
    f'![" onerror="{MARK}](own.png)',
    "{{FrontSide}} [sound:x.mp3] [anki:play:q:0] [latex]\\input{/etc/passwd}[/latex] [$$]x[/$$]",
    f"<<script>{MARK}//<</script> <scr<script>ipt>{MARK}</script> <IMG SRC=x ONERROR={MARK}>",
    f"&lt;script&gt;{MARK}&lt;/script&gt; &#60;img src=x onerror={MARK}&#62;",
]


def hostile_deck() -> Deck:
    """The texts in every place of every kind of card."""
    cards = []
    subjects = (f"A <img src=x onerror={MARK}>", f'" onmouseover="{MARK}')
    points = []
    for i, text in enumerate(HOSTILE):
        line = f"{i} " + text.replace("\n", " ")
        source = Source(line, 1, line, line, line)
        term = Definition(line, f"{i} {text}", (line,), line)
        cards.append(Card(term, id=f"d-{i}", extra=text, tags=(line,), sources=(source,)))
        cards.append(Card(Formula(line, "x", {"y": f"{i} {text}"}, (line,), line), id=f"f-{i}", extra=text))
        values = {subjects[0]: f"{i} {text}", subjects[1]: "ok"}
        points.append(Point(values, line, f'"><script>{MARK}</script>{i}'))
    cards.append(Card(Comparison(subjects, tuple(points), (f"same <script>{MARK}</script>",)), id="c"))
    return Deck("<script>alert(1)</script>", tuple(cards), namespace="<script>alert(2)</script>")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_markup_is_left(text: str) -> None:
    shown = re.sub(r"<code.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]", "", to_html(text), flags=re.DOTALL)
    for tag in re.findall(r"<[^>]*>", shown):
        assert re.fullmatch(r"</?[a-z0-9]+( (href|class|alt|src)=\"[^\"]*\")*>", tag), tag
        assert not re.search(r"javascript:|data:|remote\.png|<script|<img|<svg|style=", tag, re.IGNORECASE), (
            tag
        )


def behaviour(side: str, night: bool = False) -> tuple[str, str, int, str]:
    """What a side did on Anki's page: (script ran, graded, elements shown, live elements), and fetched."""
    page = reviewer_page(side, None, night)
    watch = """<script>
    document.addEventListener('DOMContentLoaded', () => setTimeout(() => {
      const all = document.querySelectorAll('#qa *');
      all.forEach(e => ['mouseover', 'focus', 'error'].forEach(name => e.dispatchEvent(new Event(name))));
      const bad = 'script, iframe, object, embed, svg, form, input, video, link, base, meta';
      const handled = e => [...e.attributes].some(a => /^on|^style$/.test(a.name));
      const live = [...all].filter(e => e.matches(bad) || (handled(e) && !e.closest('mjx-container')));
      const found = [window.hacked || '', window.graded, all.length, live.map(e => e.outerHTML)];
      document.title = 'DONE' + found.join('|');
    }, 3000));</script></body>"""
    pages: dict[str, str | bytes] = {"/page": page.replace("</body>", watch)}
    with serve(pages) as address:
        dom = chromium("--dump-dom", address + "/page")
    title = re.search(r"<title>(.*?)</title>", dom)
    assert title, dom[:500]
    hacked, graded, shown, live = html.unescape(title[1]).removeprefix("DONE").split("|", 3)
    fetched = re.sub("/favicon.ico", "", str(pages.get("asked", ""))).strip()
    return hacked, graded, int(shown), live + fetched


PIECES = [
    "词",
    "**",
    "`",
    "$",
    "\\",
    "<",
    ">",
    '"',
    "'",
    "&lt;",
    "&#60;",
    "\n",
    "\n```\n",
    "<!--",
    "-->",
    "|",
    "](y.png)",
    "![",
    "[a](javascript:x)",
    "[a](data:x)",
    "<img src=x onerror=x>",
    "<a href=javascript:x>",
    "<a href='",
    "</a>",
    "<svg>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<math>",
    "<iframe srcdoc='",
    "<textarea>",
    "<title>",
    "<xmp>",
    "<noscript>",
    "<table><td>",
    "<form>",
    "<input>",
    "<details>",
    "</code>",
    "</span>",
    '" onmouseover="x',
    "\U000f0005",
]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_whatever_is_written_only_allowed_elements_reach_a_field(text: str) -> None:
    try:
        shown = to_html(text, lambda target: "p.png" if target == "y.png" else "")
    except Refused:
        return
    for node in LexborHTMLParser(shown).css("body *"):
        assert node.tag in TAGS | {"img"}
        assert set(node.attributes) <= {"href", "class", "src", "alt", "start", "colspan", "rowspan"}
        assert re.match(r"https?:|mailto:|obsidian:", node.attributes.get("href") or "https:")
        assert node.attributes.get("src", "p.png") == "p.png"


@pytest.mark.parametrize("night", [False, True])
def test_a_hostile_deck_does_nothing_in_ankis_reviewer(tmp_path: Path, night: bool) -> None:
    need_browser()
    vault = 'V"><script>alert(3)</script>'
    (built,) = build([hostile_deck()], tmp_path, mods={}, vault=vault)
    assert built.notes == 3 * len(HOSTILE) + 1
    assert built.path
    col = new_collection(tmp_path)
    take(col, built.path)
    assert not [deck["desc"] for deck in col.decks.all() if "<" in deck["desc"]]
    sides = []
    for cid in col.find_cards(""):
        shown = col.get_card(cid).render_output(reload=True)
        sides += [shown.question_text, shown.answer_text]
    css = col.models.by_name("cardgen Definition")["css"]
    hacked, graded, elements, live = behaviour(f"<style>{css}</style>" + "<hr>".join(sides), night)
    assert (hacked, live) == ("", "")
    assert "ease" not in graded and elements > 2000


def test_the_check_itself_sees_what_ran() -> None:
    need_browser()
    hacked, graded, _, live = behaviour(f'<img src="/remote.png" onerror="{MARK}"><p style="color:red">x</p>')
    assert hacked == "1" and "ease4" in graded
    assert "onerror" in live and "color:red" in live and "/remote.png" in live
