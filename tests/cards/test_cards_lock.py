"""The lock remembers when each Anki note last changed, and what the last build held."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardgen.cards import Lock, built, read_lock, record_built, stamp, with_origins, write_lock
from cardgen.cards.dates import iso_date
from cardgen.cards.lock import Memory, Stamp, lock_text, parse_lock
from cardgen.model import Card, Comparison, Deck, Definition, Formula, Point, Source


def test_a_note_keeps_its_time_until_its_content_changes():
    lock, mods = stamp(Lock(), {"a": "h1", "b/p1": "h2"}, 100)
    assert mods == {"a": 100, "b/p1": 100}
    lock, mods = stamp(lock, {"a": "h1", "b/p1": "h3", "c": "h4"}, 200)
    assert mods == {"a": 100, "b/p1": 200, "c": 200}


def test_times_go_forward_when_the_clock_does_not():
    lock, _ = stamp(Lock(), {"a": "h1"}, 1000)
    lock, mods = stamp(lock, {"a": "h2"}, 500)
    assert mods == {"a": 1001}


def test_a_card_that_was_away_comes_back_with_its_time():
    lock, _ = stamp(Lock(), {"a": "h1"}, 100)
    lock, mods = stamp(lock, {}, 200)
    assert mods == {}
    assert stamp(lock, {"a": "h1"}, 300)[1] == {"a": 100}


def test_the_last_build_is_remembered():
    lock, _ = stamp(Lock(), {"a": "h1", "b": "h2"}, 100)
    lock = record_built(lock, {"a": "NLP", "b": "CV"})
    assert built(lock) == {"a": "NLP", "b": "CV"}
    assert built(record_built(lock, {"b": "NLP"})) == {"b": "NLP"}


def test_a_lock_is_written_only_when_it_changed(tmp_path):
    lock, _ = stamp(Lock(), {"a": "h1"}, 100)
    assert write_lock(tmp_path, lock)
    assert not write_lock(tmp_path, read_lock(tmp_path)[0])


def test_of_two_branches_the_later_time_holds():
    one, _ = stamp(Lock(), {"a": "h1"}, 100)
    two, _ = stamp(Lock(), {"a": "h2"}, 200)
    merged, problems = parse_lock(
        f"<<<<<<< HEAD\n{lock_text(one)}=======\n{lock_text(two)}>>>>>>> x\n", Path("l")
    )
    assert merged.stamps == {"a": Stamp("h2", 200)}
    assert [problem.severity for problem in problems] == ["warning"]


def test_no_lock_is_an_empty_lock(tmp_path):
    assert read_lock(tmp_path) == (Lock(), [])


texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
contents = st.one_of(
    st.builds(Definition, texts, texts, st.lists(texts, max_size=2).map(tuple)),
    st.builds(Formula, texts, texts, st.dictionaries(texts, texts, max_size=2)),
    st.builds(
        Comparison,
        st.just(("A", "B")),
        st.lists(st.builds(Point, st.just({"A": "x"}), texts), max_size=2).map(tuple),
    ),
)
cards = st.builds(Card, contents, st.just("id"), tags=st.lists(texts, max_size=2).map(tuple))
places = st.lists(st.tuples(st.builds(Source, texts, st.integers(0, 9), texts), texts), max_size=2)


@given(base=st.none() | cards, new=st.none() | cards, places=places, name=texts)
def test_what_is_written_is_read_back(base, new, places, name):
    memory = Memory(
        "id", base, new, None, tuple(s for s, _ in places), tuple(p for _, p in places), name, name, ("p1",)
    )
    lock = Lock({"id": memory}, {name: Stamp(name, 5, name)})
    assert parse_lock(lock_text(lock), Path("l")) == (lock, [])


def test_where_a_card_came_from_is_told_in_full():
    known = (Source("a.md", 3, "r", "One", "2025-01-02"), Source("b.md", 9, "r", "Two"))
    lock = Lock({"x": Memory("x", sources=known, places=("a.md", "b.md"))})
    (again, _) = parse_lock(lock_text(lock), Path("l"))
    card = Card(
        Definition("x", "y"), id="x", sources=(Source("a.md", 1), Source("b.md", 9, "r"), Source("c.md"))
    )
    (told,) = with_origins(Deck("D", (card,)), again).cards
    assert [(source.line, source.heading, source.date) for source in told.sources] == [
        (1, "One", "2025-01-02"),
        (9, "Two", ""),
        (0, "", ""),
    ]
    two = (known[0], Source("a.md", 5, "r", "Other", "2025-01-02"))
    (told,) = with_origins(Deck("D", (card,)), Lock({"x": Memory("x", sources=two)})).cards
    # which of the two headings cannot be told; the date is the note's
    assert (told.sources[0].heading, told.sources[0].date) == ("", "2025-01-02")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-09-28", "2025-09-28"),
        ("2025-09-28T23:10:00+08:00", "2025-09-28"),
        ("2026/1/3", "2026-01-03"),
        ("2026 年 1 月 11 日", "2026-01-11"),
        ("20260111", "2026-01-11"),
        ("28/9/2025", "2025-09-28"),
        ("9/28/2025", "2025-09-28"),
        ("5.5.2025", "2025-05-05"),
        ("3/4/2026", ""),
        ("Sept. 3rd, 2025", "2025-09-03"),
        ("Mon, 05 Jan 2026 10:00:00 GMT", "2026-01-05"),
        ("2025-02-30", ""),
        ("2025-13-01", ""),
        ("Foo 3, 2025", ""),
        ("last week", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_however_it_is_written(written, date):
    assert iso_date(written) == date
