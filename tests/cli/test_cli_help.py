"""Every command explains itself, here and in the README; help is quick."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from cli_desk import Desk

from cardgen.cli import COMMANDS, group

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help_and_the_readme_names_the_command(desk: Desk, name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None and command.help
    commands = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for one in commands:
        assert one.help and one.help.split("\n\n")[0].rstrip().endswith(".")
        for option in one.params:
            assert isinstance(option, click.Argument) or option.help, f"{name}: {option.name}"  # type: ignore[attr-defined]
    assert desk.run(name, "--help").out.startswith("Usage:")
    assert f"cardgen {name}" in README.read_text("utf-8")
    assert COMMANDS[name] in desk.run("--help").out


def test_the_readme_names_only_commands_and_settings_that_there_are() -> None:
    from dataclasses import fields

    from cardgen.config import Config

    text = README.read_text("utf-8")
    assert set(re.findall(r"`cardgen ([a-z]+)", text)) <= set(COMMANDS)
    block = re.search(r"```toml\n(.*?)```", text, re.S)
    assert block
    named = set(re.findall(r"^#? ?([a-z_]+) =", block[1], re.M))
    assert named == {field.name for field in fields(Config)} - {"path"}


def test_the_settings_of_the_readme_can_be_used_as_they_stand(desk: Desk) -> None:
    block = re.search(r"```toml\n(.*?)```", README.read_text("utf-8"), re.S)
    assert block
    desk.write("cardgen.toml", block[1])
    ran = desk.run("stats", code=1)
    assert "cardgen.toml" not in ran.err and "no such folder of card specs" in ran.err


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from cardgen.cli import group\n"
        "try: group(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"genanki", "yaml", "regex", "pygments", "selectolax", "nh3", "pyromark", "sqlite3", "pathspec"}
    assert not heavy & set(done.stderr.split())


def test_version(desk: Desk) -> None:
    import cardgen

    assert desk.run("--version").out == f"cardgen, version {cardgen.__version__}\n"


def test_the_example_of_the_readme_gives_just_what_it_shows(desk: Desk) -> None:
    text = README.read_text("utf-8")
    note, console, spec = (
        re.search(rf"```{kind}\n(.*?)```", text, re.S)[1]  # type: ignore[index]
        for kind in ("markdown", "console", "yaml")
    )
    desk.write("notes/vision.md", note)
    for block in console.split("$ cardgen ")[1:]:
        command, _, shown = block.partition("\n")
        assert desk.run(*command.split()).out == shown
    assert desk.read("decks/computer-vision.yaml") == spec


def test_the_readme_links_to_files_that_there_are() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8"))
    local = [target for target in targets if "://" not in target]
    assert len(local) > 8
    assert [target for target in local if not (README.parent / target).exists()] == []


def test_the_default_confidence_is_the_one_that_rules_are_proven_with() -> None:
    from cardgen.config import Config
    from cardgen.extract import DEFAULT_CONFIDENCE

    assert Config().min_confidence == DEFAULT_CONFIDENCE


def test_the_snippets_for_a_repository_of_notes_are_sound() -> None:
    import yaml

    text = (README.parent / "docs" / "automation.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.S)
    assert len(blocks) == 3 and all(yaml.safe_load(block) for block in blocks)
    assert set(re.findall(r"^ *(?:entry:|- run:) cardgen (\w+)", text, re.M)) == {"check", "generate"}
