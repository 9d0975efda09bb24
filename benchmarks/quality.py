"""How good the cards are: recall and precision over notes that a person has labelled.

    python benchmarks/quality.py tests/corpus
    python benchmarks/quality.py NOTES_OR_FOLDER --decks DIR      score decks that were generated before

Each note has a gold file beside it: `knn.md` and `knn.gold.yaml`. Without `--decks` the notes are read and
searched here and now, as `cardgen generate` does it. Read the `--strays` before you believe a low precision:
the gold is generous but not complete.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cardgen.cards import draft, load_decks
from cardgen.extract import DEFAULT_CONFIDENCE, extract
from cardgen.model import Card, Comparison, Definition, Finding
from cardgen.notes import find_notes, read_file
from cardgen.problems import CardgenError
from cardgen.rules import load_rules
from floor import raised, read_floor, write_floor
from gold import Item, names_of, read_gold
from scores import (
    KINDS,
    Figures,
    Made,
    Score,
    by_confidence,
    by_folder,
    by_rule,
    calibration_error,
    figures,
    plain,
    score,
    silent,
)


def main() -> None:
    options = _options()
    root = options.notes if options.notes.is_dir() else options.notes.parent
    try:
        notes, items = read_gold(options.notes)
        if not notes:
            sys.exit(f"{options.notes}: no *.gold.yaml beside the notes; see tests/corpus for the form")
        if options.decks:
            cards = decks_to_cards(options.decks, notes)
        else:
            sure = 0.0 if options.calibrate else options.min_confidence
            cards = notes_to_cards(options.notes, notes, sure, options.rules)
    except (CardgenError, ValueError, OSError) as error:
        sys.exit(str(error))
    result = score(items, cards)
    if options.raise_floor:
        write_floor(
            options.raise_floor, raised(read_floor(options.raise_floor), floor_figures(result, notes))
        )
    if options.json:
        print(json.dumps(as_json(result, notes), ensure_ascii=False, indent=1))
        return
    report(result, notes)
    if options.by_folder:
        print_folders(by_folder(result, root))
    if options.calibrate:
        print_calibration(result)
    listed("core items missed", [_item_line(item) for item in result.misses], options.misses)
    listed("cards outside the gold", [_card_line(card) for card in result.strays], options.strays)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="quality.py"
    )
    parser.add_argument("notes", type=Path, help="a folder of labelled notes, or one of them")
    parser.add_argument("--decks", type=Path, metavar="DIR", help="score these deck files, and read no notes")
    parser.add_argument("--rules", type=Path, action="append", default=[], metavar="FILE", help="more rules")
    parser.add_argument(
        "--min-confidence", type=float, default=DEFAULT_CONFIDENCE, metavar="X", help="default %(default)s"
    )
    parser.add_argument(
        "--misses", type=int, default=0, metavar="N", help="print N core items that were missed"
    )
    parser.add_argument("--strays", type=int, default=0, metavar="N", help="print N cards outside the gold")
    parser.add_argument("--by-folder", action="store_true", help="one row for each folder")
    parser.add_argument(
        "--calibrate",
        action="store_true",
        help="confidence against precision, of all findings however unsure",
    )
    parser.add_argument(
        "--raise-floor",
        type=Path,
        metavar="FILE",
        help="write the figures into a floor file, where they are better",
    )
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    options = parser.parse_args()
    if options.decks and options.calibrate:
        parser.error("decks do not keep the confidence; leave --decks out to calibrate")
    return options


# --- where the cards come from -----------------------------------------------------------------------


def notes_to_cards(
    named: Path, notes: Sequence[Path], min_confidence: float, rules: Sequence[Path] = ()
) -> list[Made]:
    """The cards that `cardgen generate` would make of the labelled notes under the named file or folder.

    Raises CardgenError for broken rules, ValueError for a labelled note that is not read.
    """
    known = load_rules(rules)
    files = {file.path.resolve(): file for file in find_notes([named])[0]}
    read: dict[str, Path] = {}
    findings: list[Finding] = []
    for path in notes:
        file = files.get(path.resolve())
        if file is None:
            raise ValueError(f"{path}: it has labels but is not read as a note; is it ignored?")
        read[file.name] = path
        findings += [finding for note in read_file(file)[0] for finding in extract(note, known)]
    drafts = draft(findings, min_confidence=min_confidence)
    return [made for one in drafts if (made := _made(one.card, read, one.confidence))]


def decks_to_cards(folder: Path, notes: Sequence[Path]) -> list[Made]:
    """The cards of deck files. A card's note is found by its file name."""
    named = {note.name: note for note in notes}
    cards = [card for file in load_decks(folder)[0] for card in file.deck.cards]
    return [made for card in cards if (made := _made(card, named))]


def _made(card: Card, named: dict[str, Path], confidence: float = 1.0) -> Made | None:
    """The card with its labelled notes; None when it comes from other notes or was rejected."""
    places: dict[Path, int] = {}
    for source in card.sources:
        note = named.get(source.note) or named.get(Path(source.note.split("#")[0]).name)
        if note is not None:
            places.setdefault(note, source.line)
    if card.status == "rejected" or (card.sources and not places):
        return None
    rule = card.sources[0].rule if card.sources else "by hand"
    return Made(card.content, tuple(places), tuple(places.values()), rule, confidence, bool(card.status))


# --- printing ----------------------------------------------------------------------------------------

_COLUMNS = (
    ("core", "core"),
    ("all", "items"),
    ("cards", "cards"),
    ("recall core", "recall_core"),
    ("recall all", "recall_all"),
    ("precision", "precision"),
    ("named", "named"),
    ("symbols", "explained"),
    ("line", "placed"),
)


def report(result: Score, notes: Sequence[Path]) -> None:
    """The figures of each kind, then each rule's right and wrong cards."""
    print_figures("kind", {kind: figures(result, kind) for kind in KINDS} | {"all": figures(result)})
    quiet = silent(result, notes)
    if quiet:
        loud = [len(made) for made in quiet.values() if made]
        print(f"\n{len(quiet)} notes must give nothing; {len(loud)} of them gave {sum(loud)} cards")
    print(f"\n{'rule':<34}{'right':>7}{'wrong':>7}{'share':>8}{'claimed':>9}")
    for rule, (right, wrong, claimed) in by_rule(result).items():
        print(f"{rule:<34}{right:>7}{wrong:>7}{right / (right + wrong):>8.2f}{claimed:>9.2f}")


def floor_figures(result: Score, notes: Sequence[Path]) -> dict[str, dict[str, float]]:
    """The figures that a floor holds, and how many cards came of notes that must give none."""
    kept = ("recall_core", "recall_all", "precision", "named")
    rows: dict[str, dict[str, float]] = {}
    for kind in (*KINDS, "all"):
        shares = plain(figures(result, "" if kind == "all" else kind))
        rows[kind] = {name: shares.get(name, 0.0) for name in kept if name != "named" or kind == "formula"}
    return rows | {"silent": {"cards": sum(map(len, silent(result, notes).values()))}}


def print_folders(rows: dict[str, Figures]) -> None:
    print()
    print_figures("folder", rows)


def print_figures(title: str, rows: dict[str, Figures]) -> None:
    print(f"{title:<20}" + "".join(f"{head:>{len(head) + 2}}" for head, _ in _COLUMNS))
    for name, row in rows.items():
        cells = [(head, getattr(row, field)) for head, field in _COLUMNS]
        print(
            f"{name:<20}"
            + "".join(f"{'' if cell is None else cell:>{len(head) + 2}}" for head, cell in cells)
        )


def print_calibration(result: Score) -> None:
    rows = by_confidence(result)
    print(f"\n{'confidence':<14}{'cards':>7}{'predicted':>11}{'observed':>10}")
    for row in rows:
        span = f"{row['from']:.1f} to {row['from'] + 0.1:.1f}"
        print(f"{span:<14}{row['cards']:>7}{row['predicted']:>11.2f}{row['observed']:>10.2f}")
    print(f"mean gap {calibration_error(rows)}")
    # One right and one wrong are added, so that a rule seen three times is not called perfect.
    print(f"\n{'rule':<34}{'cards':>7}{'claimed':>9}{'observed':>10}{'smoothed':>10}")
    for rule, (right, wrong, claimed) in sorted(by_rule(result).items()):
        seen = right + wrong
        print(f"{rule:<34}{seen:>7}{claimed:>9.2f}{right / seen:>10.2f}{(right + 1) / (seen + 2):>10.2f}")


def listed(title: str, lines: Sequence[str], limit: int) -> None:
    if limit:
        print(f"\n{title} ({len(lines)}):")
        print("\n".join(f"  {line}" for line in lines[:limit]))


def _item_line(item: Item) -> str:
    said = item.texts[0] if item.texts else " | ".join(f"{side.of}: {side.text}" for side in item.sides)
    return _line(item.path.name, min(item.lines), item.kind, item.names[: 1 if item.texts else None], said)


def _card_line(card: Made) -> str:
    content = card.content
    if isinstance(content, Comparison):
        sides: Iterable[str] = (
            f"{name}: {text}" for point in content.points for name, text in point.values.items()
        )
        said = " | ".join((*content.same, *sides))
    else:
        said = content.meaning if isinstance(content, Definition) else content.latex
    note = card.notes[0].name if card.notes else "?"
    shown = _line(note, card.lines[0] if card.lines else 0, content.kind, tuple(names_of(content)), said)
    return f"{shown}  ({card.rule}, {card.confidence:.2f})"


def _line(note: str, line: int, kind: str, names: Sequence[str], said: str) -> str:
    return f"{note}:{line} [{kind}] {' / '.join(names)} => {' '.join(said.split())[:100]}"


def as_json(result: Score, notes: Sequence[Path]) -> dict[str, Any]:
    rows = by_confidence(result)
    return {
        "kinds": {kind: plain(figures(result, kind)) for kind in KINDS} | {"all": plain(figures(result))},
        "rules": {
            rule: {"right": r, "wrong": w, "claimed": c} for rule, (r, w, c) in by_rule(result).items()
        },
        "silent": {name: [_card_line(card) for card in made] for name, made in silent(result, notes).items()},
        "calibration": {"bins": rows, "gap": calibration_error(rows)},
        "misses": [_item_line(item) for item in result.misses],
        "strays": [_card_line(card) for card in result.strays],
    }


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `quality.py … | head` ends quietly
    main()
