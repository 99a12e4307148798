"""What computes loads no Django: it runs in a notebook, in a worker of another engine, in a test without a database."""

from __future__ import annotations

import subprocess
import sys
from fnmatch import fnmatchcase

from tests.architecture.house import SOURCE, contracts

IMPORT_EACH_AND_NAME_THE_FIRST_THAT_LOADS = """
import importlib, sys
packages, modules = (argument.split(",") for argument in sys.argv[1:])
for module in modules:
    importlib.import_module(module)
    for package in packages:
        if package in sys.modules:
            sys.exit(f"{module} loads {package}")
"""


def pure_modules() -> list[str]:
    """The modules that the contract names and that are there, with the modules inside them."""
    files = sorted(SOURCE.rglob("*.py"))
    names = [".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__") for path in files]
    patterns = contracts()["pure"]["source_modules"]
    return [name for name in names if any(fnmatchcase(name, p) or fnmatchcase(name, f"{p}.*") for p in patterns)]


def complaint(modules: list[str]) -> str:
    """Which module loads what it must not, in a fresh interpreter; empty where none does."""
    forbidden = ",".join(contracts()["pure"]["forbidden_modules"])
    command = [sys.executable, "-c", IMPORT_EACH_AND_NAME_THE_FIRST_THAT_LOADS, forbidden, ",".join(modules)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr.strip()


def test_pure_modules_load_no_django() -> None:
    assert not complaint(pure_modules())


def test_the_pure_modules_are_found_and_django_would_be_seen() -> None:
    assert {"kaifaqu.kernel.clock", "kaifaqu.kernel.money", "kaifaqu.kernel.areas"} <= set(pure_modules())
    assert complaint(["json", "django.utils.timezone"]) == "django.utils.timezone loads django"
