"""Runs the benchmarks, each on a database of its own that is gone afterwards."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys
import tempfile

NAMES = (
    "trail",
    "acts",
    "facts",
    "lists",
    "charters",
    "imports",
    "deadlines",
    "chart",
    "board",
    "approvals",
    "cases",
    "draining",
)


def main() -> int:
    """`python -m benchmarks [NAME…]`: each in a process and a home of its own."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--cases", type=int, default=100_000, help="how many the benchmark `cases` fills a city with")
    parser.add_argument("--due", type=int, default=9_000, help="how many are due in the benchmark `draining`")
    parser.add_argument("--given", action="store_true", help="on the empty database that DATABASE_URL names: one NAME")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        print(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
        return 2
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    for name in options.names or NAMES:
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "KAIFAQU_HOME": home, "KAIFAQU_BENCH": name}
            environment |= {"KAIFAQU_BENCH_CASES": str(options.cases), "KAIFAQU_BENCH_DUE": str(options.due)}
            if not options.given:
                environment.pop("DATABASE_URL", None)
            code = subprocess.run([sys.executable, "-m", "benchmarks"], env=environment, check=False).returncode
            if code:
                return code
    return 0


def one(name: str) -> int:
    """Run one benchmark in this process, on the empty home that it was given."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.site.settings")
    from django.core.management import call_command

    import kaifaqu.site.wsgi  # noqa: F401  (as it is served)

    call_command("migrate", verbosity=0, interactive=False)
    print(importlib.import_module(f"benchmarks.{name}").run().text())
    return 0


if __name__ == "__main__":
    sys.exit(one(os.environ["KAIFAQU_BENCH"]) if "KAIFAQU_BENCH" in os.environ else main())
