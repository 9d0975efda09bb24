"""`cardgen rules list` and `cardgen rules test`."""

from __future__ import annotations

from pathlib import Path

import click

from cardgen.cli.output import fail_with
from cardgen.cli.settings import settings


@click.group()
def command() -> None:
    """List the rules, or run the examples that prove them."""


@command.command("list")
@click.option(
    "--rules", "files", multiple=True, type=click.Path(path_type=Path), help="A rule file of your own."
)
def list_rules(files: tuple[Path, ...]) -> None:
    """Every rule: its id, kind, confidence, examples, and why it is right."""
    from cardgen.rules import load_rules

    loaded = load_rules([*settings().rules, *files])
    width = max(len(rule.id) for rule in loaded.rules)
    for rule in loaded.rules:
        proof = f"{len(rule.fires)} fire, {len(rule.silent)} silent"
        click.echo(f"{rule.id:<{width}}  {rule.kind:<10}  {rule.confidence:.2f}  {proof:<18}  {rule.why}")
    click.echo(f"{len(loaded.rules)} rules")


@command.command("test")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def test_rules(files: tuple[Path, ...]) -> None:
    """Run every `fires` and `silent` example of all rules, those in FILES too."""
    from cardgen.extract.proving import prove
    from cardgen.rules import read_rules

    loaded, problems = read_rules([*settings().rules, *files])
    problems = problems or prove(loaded)
    examples = sum(len(rule.fires) + len(rule.silent) for rule in loaded.rules)
    if problems:
        fail_with(problems)
    click.echo(f"{len(loaded.rules)} rules hold over {examples} examples")
