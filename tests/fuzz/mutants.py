"""Mutation check: small changes to the money, date and relation modules, each of which some test should notice.

    cd tests; python -m fuzz.mutants [--mutants 400] [--seed 1] [--rooms money dates relations] [--modules terms …]

All mutants take days, so that a sample is drawn, spread over the modules by their number of mutants: the same seed
draws the same mutants of the same code. The changes are those of mutmut; each is written to a copy of the project and
meets the fast tests of its room, in a process of its own that stops at the first failure. Prints the share of mutants
killed and writes the survivors, with their differences, to the report; ends with 1 below the share wanted.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import difflib
import gc
import inspect
import os
import py_compile
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, islice, product
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "mutants" / "survivors.md"
# The first to fail ends the test of a mutant: what notices most, or costs least, comes first.
TESTS = {
    "money": ["test_money_cases", "test_money_units", "test_money", "test_money_roles", "test_money_round_trip"],
    "dates": ["test_dates", "test_dates_units", "test_dates_lexicon", "test_dates_properties"],
    "relations": ["test_relations_[!ct]*", "test_stakes_cases", "test_relations_cases"],
}
LEFT_OUT = {"train.py", "synthetic.py", "component.py", "__init__.py"}  # run once, by hand, or glue
SLOW = {"test_component", "test_training", "test_nearly_every_funding_passes", "test_floors_of_the_groups"}
# What a process may load before the module under test exists: every layer below it, and what the tests import.
WARM = ["hypothesis", "edtf", "numpy", "dateparser", "rapidfuzz", "pandas", "spacy", "currency_converter", "duckdb"]
UNSEEN = re.compile(r"""(?:, )?(strict=(True|False|None)|encoding=("utf-8"|"UTF-8"|None))(?=\))""")
SECONDS, BYTES = 60, 6 << 30  # of processor and memory, for one mutant
NAMES = {0: "survived", 1: "killed"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the module, its place among the changes of the module, and the whole text with it."""

    module: str
    number: int
    make: Callable[[], str]

    @property
    def name(self) -> str:
        return f"{self.module}:{self.number}"


def mutants_of(path: Path) -> list[Mutant]:
    """Every change that mutmut makes to the functions of a module."""
    from libcst import Module
    from mutmut.mutation.file_mutation import create_mutations, deep_replace

    module, found, _, _ = create_mutations(str(path), path.read_text(encoding="utf-8"))

    def maker(original: object, mutated: object) -> Callable[[], str]:
        def make() -> str:
            changed = deep_replace(module, original, mutated)  # type: ignore[arg-type]
            assert isinstance(changed, Module)
            return changed.code

        return make

    inside = [m for m in found if m.contained_by_top_level_function]
    name = path.relative_to(ROOT).as_posix()
    return [Mutant(name, i, maker(m.original_node, m.mutated_node)) for i, m in enumerate(inside)]


def can_be_seen(mutant: Mutant) -> bool:
    """Whether a test can see a change: not the strictness of a ``zip``, nor the name of the default encoding."""
    before = (ROOT / mutant.module).read_text(encoding="utf-8")
    return UNSEEN.sub("", before) != UNSEEN.sub("", mutant.make())


def sample(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Some mutants of every module, by its share of them; the largest remainders are rounded up."""
    by_module: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_module.setdefault(mutant.module, []).append(mutant)
    shares = {module: min(count, len(mutants)) * len(found) / len(mutants) for module, found in by_module.items()}
    quota = {module: int(share) for module, share in shares.items()}
    rest = min(count, len(mutants)) - sum(quota.values())
    for module in sorted(shares, key=lambda m: (quota[m] - shares[m], m))[:rest]:
        quota[module] += 1
    random = Random(seed)
    shuffled = {module: random.sample(found, len(found)) for module, found in sorted(by_module.items())}
    return [m for module, found in shuffled.items() for m in islice(filter(can_be_seen, found), quota[module])]


def copy_project(folder: Path) -> None:
    """The package and its tests, compiled so that a changed file is compiled anew, whatever its time stamp."""
    for name in ("pipeline", "tests", "seeds"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "crashes"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("pipeline", "tests"):
        compileall.compile_dir(
            folder / name, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH, workers=1
        )


def test_modules(room: str, folder: Path) -> list[ModuleType]:
    """The test modules of a room, in their order."""
    paths = [path for name in TESTS[room] for path in sorted((folder / "tests").glob(f"{name}.py"))]
    return [import_module(path.stem) for path in dict.fromkeys(paths)]


def calls(test: Callable[..., object]) -> Iterator[dict[str, Any]] | None:
    """The arguments of each run of a test, or None when it takes a fixture: then only pytest can run it."""
    marks = getattr(test, "pytestmark", [])
    tables = [_rows(mark) for mark in marks if mark.name == "parametrize"]
    given = {name for table in tables for row in table[:1] for name in row}
    if set(inspect.signature(test).parameters) - given or any(mark.name == "usefixtures" for mark in marks):
        return None
    return (dict(chain.from_iterable(row.items() for row in rows)) for rows in product(*tables))


def _rows(mark: Any) -> list[dict[str, Any]]:
    """The arguments of one parametrization, without those that are expected to fail."""
    names, rows = mark.args[0], mark.args[1]
    many = not isinstance(names, str) or "," in names
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    rows = [pytest.param(*row) if many and not isinstance(row, ParameterSet) else row for row in rows]
    rows = [row if isinstance(row, ParameterSet) else pytest.param(row) for row in rows]
    kept = [row for row in rows if not any(one.name == "xfail" for one in row.marks)]
    return [dict(zip(names, row.values, strict=True)) for row in kept]


def run_directly(modules: Sequence[ModuleType]) -> list[str]:
    """Run the tests that are plain functions, without what pytest takes for each; returns those that need it."""
    left = []
    for module in modules:
        for name, test in list(vars(module).items()):
            if not name.startswith("test_") or any(name.startswith(slow) for slow in SLOW):
                continue
            if (rows := calls(test)) is None:
                left.append(f"{module.__file__}::{name}")
                continue
            for arguments in rows:
                test(**arguments)
    return left


def warm_up(room: str) -> None:
    """Load once what all mutants of a room share."""
    for name in WARM:
        import_module(name)
    if room == "relations":  # every layer below
        import_module("pipeline.entities").load()
        for name in ("money", "dates", "clean", "read"):
            import_module(f"pipeline.{name}")
    loaded = [name for name in sys.modules if name.startswith(f"pipeline.{room}.")]
    assert not loaded, f"loaded before the mutants: {loaded}"
    gc.collect()
    gc.freeze()


def in_child(run: Callable[[], int], log: Path) -> int:
    """What ``run`` returns in a process of its own, or 128 and the signal that ended it."""
    if process := os.fork():
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        return 128 - code if code < 0 else code
    code = 3
    try:
        silence = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        signal.alarm(20 * SECONDS)
        code = run()
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        os._exit(code)


def run_tests(room: str, folder: Path) -> int:
    """The tests of a room up to the first failure; 0 when all pass."""
    warnings.simplefilter("error")
    os.environ["QUIFINANCE_CACHE"] = str(folder / "kept")
    left = run_directly(test_modules(room, folder))
    warnings.resetwarnings()
    options = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", f"--basetemp={folder / 'tmp'}"]
    where = [f"--rootdir={folder}", "-c", str(folder / "pyproject.toml")]
    return int(pytest.main([*options, *where, *left])) if left else 0


def tested(room: str, folder: Path) -> int:
    """The exit code of the tests of a room in a process of its own."""
    return in_child(lambda: run_tests(room, folder), folder / "last.log")


def difference(before: str, after: str) -> str:
    """The lines that a mutant changes."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++")))


def check_room(room: str, chosen: Sequence[Mutant], folder: Path) -> Iterator[tuple[Mutant, int, str]]:
    """Every mutant of a room with the exit code of its tests and what it changes."""
    warm_up(room)
    if code := tested(room, folder):
        sys.exit(f"{room}: its tests fail without any mutant ({code}): {(folder / 'last.log').read_text()[-2000:]}")
    for mutant in chosen:
        path = folder / mutant.module
        before = path.read_text(encoding="utf-8")
        after = mutant.make()
        path.write_text(after, encoding="utf-8")
        code = tested(room, folder)
        path.write_text(before, encoding="utf-8")
        yield mutant, code, difference(before, after)


def room_in_process(room: str, chosen: Sequence[Mutant], folder: Path) -> list[tuple[Mutant, int, str]]:
    """A room in a process of its own, which loads no module of another room's mutants."""
    read, write = os.pipe()
    if process := os.fork():
        os.close(write)
        found = []
        by_name = {m.name: m for m in chosen}
        with os.fdopen(read, encoding="utf-8") as lines:
            for line in lines:
                name, code, change = ast.literal_eval(line)
                found.append((by_name[name], code, change))
                killed = sum(c != 0 for _, c, _ in found)
                print(f"{room}: {killed} of {len(found)} killed; {name} {NAMES.get(code, code)}", flush=True)
                print("" if code else change, end="" if code else "\n", flush=True)
        if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]):
            sys.exit(f"{room}: could not be checked")
        return found
    code = 1
    try:
        os.close(read)
        with os.fdopen(write, "w", encoding="utf-8") as out:
            for mutant, outcome, change in check_room(room, chosen, folder):
                print(repr((mutant.name, outcome, change)), file=out, flush=True)
        code = 0
    except SystemExit as stop:
        print(stop, file=sys.stderr, flush=True)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def report(found: Sequence[tuple[Mutant, int, str]], head: str) -> str:
    """The survivors with their differences, after the shares killed."""
    lines = [f"# Mutants\n\n{head}\n", "| module | mutants | killed |", "|---|---|---|"]
    total, killed = Counter(m.module for m, _, _ in found), Counter(m.module for m, code, _ in found if code)
    lines += [f"| {module} | {total[module]} | {killed[module]} |" for module in sorted(total)]
    lines += ["", "## Survivors", ""]
    lines += [f"{m.name}\n\n```diff\n{change}\n```\n" for m, code, change in found if not code]
    return "\n".join(lines)


def chosen_mutants(args: argparse.Namespace) -> list[Mutant]:
    """The mutants that the command line asks for."""
    paths = [p for room in args.rooms for p in sorted((ROOT / "pipeline" / room).glob("*.py"))]
    paths = [p for p in paths if p.name not in LEFT_OUT and (not args.modules or p.stem in args.modules)]
    mutants = [m for path in paths for m in mutants_of(path)]
    if args.only:
        return [m for m in mutants if m.name in args.only]
    return sample(mutants, args.mutants, args.seed)


def main() -> None:
    """Parse the command line and check the rooms one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="+", choices=TESTS, default=list(TESTS))
    parser.add_argument("--modules", nargs="+", metavar="NAME", help="these modules of the rooms alone")
    parser.add_argument("--only", nargs="+", metavar="MODULE:NUMBER", help="these mutants, no sample")
    parser.add_argument("--wanted", type=float, default=0.85, help="share of mutants that must be killed")
    parser.add_argument("--report", type=Path, default=REPORT)
    args = parser.parse_args()
    os.chdir(ROOT)  # where mutmut reads its settings
    begun, chosen = time.monotonic(), chosen_mutants(args)
    found = []
    for room in args.rooms:
        with tempfile.TemporaryDirectory() as name:
            copy_project(folder := Path(name))
            sys.path[:0] = [str(folder), str(folder / "tests")]
            os.chdir(folder)
            found += room_in_process(room, [m for m in chosen if m.module.startswith(f"pipeline/{room}/")], folder)
            del sys.path[:2]
    killed = Counter(code for _, code, _ in found)
    share = 1 - killed[0] / len(found)
    head = f"{len(found) - killed[0]} of {len(found)} mutants killed ({share:.1%}), seed {args.seed}."
    args.report.parent.mkdir(parents=True, exist_ok=True)
    args.report.write_text(report(found, head), encoding="utf-8")
    print(f"{head} {time.monotonic() - begun:.0f} s; survivors in {args.report}", flush=True)
    sys.exit(0 if share >= args.wanted else 1)


if __name__ == "__main__":
    main()
