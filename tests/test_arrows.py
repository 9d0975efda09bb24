"""The import arrows of docs/architecture.md: who may know whom."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import cardgen

SOURCE = Path(cardgen.__file__).parent
SHARED = {"model", "problems"}
MAY_KNOW = {
    "model": set(),
    "problems": set(),
    "config": {"problems"},
    "notes": SHARED,
    "rules": SHARED,
    "extract": SHARED | {"rules", "notes"},
    "cards": SHARED,
    "anki": SHARED,
    "cli": SHARED | {"config", "notes", "rules", "extract", "cards", "anki"},
    "__main__": {"cli"},
}


def rooms_imported(path: Path) -> set[str]:
    """The rooms of cardgen that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "cardgen" and len(parts) > 1 and parts[1] != "__version__":
                found.add(parts[1])
    return found


def test_every_room_knows_only_whom_it_may() -> None:
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        assert room in MAY_KNOW, f"{room} is no room of the architecture"
        strangers = rooms_imported(path) - MAY_KNOW[room] - {room}
        assert not strangers, f"{path.relative_to(SOURCE)} imports {strangers}"


def test_only_the_command_line_prints_or_exits() -> None:
    for path in SOURCE.rglob("*.py"):
        if "cli" in path.relative_to(SOURCE).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in ("print", "exit", "sys.exit", "click.echo"), f"{path}:{node.lineno}"


def test_the_architecture_names_only_files_that_there_are() -> None:
    text = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`(?:\w+/)*(\w+\.py)`", text))
    assert len(named) > 20
    assert named <= {
        path.name for path in [*SOURCE.rglob("*.py"), *Path(__file__).parents[1].rglob("tests/*.py")]
    }


def test_the_architecture_draws_the_arrows_that_are_held() -> None:
    text = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text("utf-8")
    rooms = set(re.findall(r"^\| `(\w+)/?(?:\.py)?`", text, re.M))
    assert rooms == set(MAY_KNOW) - {"problems", "__main__"}  # these two stand in others' rows
