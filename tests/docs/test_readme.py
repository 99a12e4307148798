"""What the documents promise is there: links, commands, folders."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from kaifaqu.site.cli import main

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/decisions/README.md"]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / target).exists(), target


def command_at(words: list[str]) -> click.Command:
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            break
        command = command.commands[word]
    return command


@pytest.mark.parametrize("page", PAGES)
def test_every_command_exists_with_its_options(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"(?:`|^)kaifaqu ([a-z][^`\n]*)", text, flags=re.MULTILINE)
    for line in found:
        words = [word for word in line.split() if re.fullmatch(r"[a-z]+", word)]
        command = command_at(words[:2])
        options = {name for parameter in command.params for name in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", line)) <= options, line


def test_the_map_names_every_folder_of_the_house() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    house = ROOT / "src" / "kaifaqu"
    folders = [f for layer in ("kernel", "rooms") for f in (house / layer).iterdir() if (f / "__init__.py").exists()]
    for folder in folders:
        assert f"{folder.name}/" in text, folder
