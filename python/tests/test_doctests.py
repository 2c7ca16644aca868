"""Every public class, method and function has an example, and it says what is so."""

from __future__ import annotations

import doctest
import importlib.metadata
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support import ELSEWHERE

import polynorm
import polynorm.__main__
import polynorm.errors

MODULES: list[ModuleType] = [polynorm, polynorm.names, polynorm.errors, polynorm.__main__]
FLAGS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


def _public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    if hasattr(module, "__all__"):
        yield module.__name__, module
    names = getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")])
    for name in names:
        value = getattr(module, name)
        if not (inspect.isclass(value) or inspect.isroutine(value)):
            continue
        yield f"{module.__name__}.{name}", value
        for member, inner in vars(value).items() if inspect.isclass(value) else ():
            if not member.startswith("_") and callable(inner):
                yield f"{module.__name__}.{name}.{member}", inner


def _all() -> dict[str, Any]:
    # A module's own items may stand in another too.
    found = {id(value): (name, value) for module in reversed(MODULES) for name, value in _public(module)}
    return {name: value for name, value in found.values() if not name.endswith("annotations")}


@pytest.mark.parametrize("name", sorted(_all()))
def test_examples(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Those that run the command find what is installed.
    monkeypatch.chdir(ELSEWHERE)
    value = _all()[name]
    text = inspect.getdoc(value)
    assert text, f"{name} has no documentation"
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    assert example.examples, f"{name} has no example"
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=FLAGS).run(example, out=report.append)
    assert result.failed == 0, "".join(report)


def test_properties_are_documented() -> None:
    classes = [value for value in vars(polynorm).values() if inspect.isclass(value)]
    properties = [(c, n, m) for c in classes for n, m in vars(c).items() if inspect.isgetsetdescriptor(m)]
    assert len(properties) > 50
    assert [f"{c.__name__}.{n}" for c, n, m in properties if not n.startswith("_") and not m.__doc__] == []


def test_the_examples_of_the_readme() -> None:
    readme = Path(__file__).parents[1] / "README.md"
    result = doctest.testfile(str(readme), module_relative=False, optionflags=FLAGS)
    assert result.failed == 0 and result.attempted > 5


def test_all_says_what_there_is() -> None:
    for module in (polynorm, polynorm.names):
        public = {name for name, value in vars(module).items() if not name.startswith("_")}
        public -= {"annotations", "errors", "engines"}
        assert public == set(module.__all__) - {"__version__"}
    assert importlib.metadata.version("polynorm") == polynorm.__version__
