"""The settings of a pipeline: how they are given, told, compared, pickled; and the exceptions."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from support import ARTICLE, python

import polynorm
from polynorm import Pipeline

LEXICON = "osk\torganization\tOskarby Council\tCouncil of Oskarby\t\t\t\n"

SETTINGS: list[dict[str, Any]] = [
    {},
    {"form": "nfd", "threshold": 0.25},
    {"folds": {"quotes": True, "dashes": False}, "profile": "lossless"},
    {"languages": {"eng": 1, "deu": 2.5, "*": 1}, "detector": "whatlang"},
    {"names": "annotate", "mojibake": "bold", "paragraphs": "line"},
    {"edits": True, "offsets": "utf16", "max_document": "2M"},
]


@pytest.mark.parametrize("options", SETTINGS, ids=str)
def test_settings_make_the_same_pipeline(options: dict[str, Any]) -> None:
    pipeline = Pipeline(**options)
    again = Pipeline(**json.loads(json.dumps(pipeline.settings)))
    assert again == pipeline and hash(again) == hash(pipeline) and again.settings == pipeline.settings
    assert eval(repr(pipeline)) == pipeline
    assert len({pipeline, again, Pipeline()}) == (2 if options else 1)


def test_settings_tell_the_defaults() -> None:
    settings = Pipeline().settings
    signature = Pipeline.__text_signature__ or ""
    for key, value in settings.items():
        assert f"{key}=" in signature
        assert isinstance(value, (list, dict)) or f"{key}={value!r}" in signature
    assert len(settings) == signature.count("=")
    assert settings["max_document"] == 64 << 20 and settings["languages"] == "*" and settings["threshold"] == 0.1


def test_kinds_of_languages() -> None:
    pipelines = [Pipeline(languages=languages) for languages in ("eng,deu=3", ["eng", "deu=3"], {"en": 1, "de": 3})]
    assert len(set(pipelines)) == 1
    assert pipelines[0].settings["languages"] == "deu=3,eng"
    assert Pipeline(languages={"*": 1, "eng": 5}).settings["languages"] == "*,eng=5"


def test_equal_to_nothing_else() -> None:
    assert Pipeline() != Pipeline(form="nfd") and Pipeline() != "Pipeline()" and Pipeline() is not None


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("options", SETTINGS, ids=str)
def test_pickles_as_its_settings(options: dict[str, Any], protocol: int) -> None:
    pipeline = Pipeline(**options)
    pickled = pickle.dumps(pipeline, protocol)
    assert len(pickled) < 1024
    again = pickle.loads(pickled)
    assert again == pipeline
    assert again.normalize(ARTICLE).to_dict() == pipeline.normalize(ARTICLE).to_dict()


def test_copies() -> None:
    pipeline = Pipeline(form="nfd")
    assert copy.copy(pipeline) == pipeline and copy.deepcopy([pipeline]) == [pipeline]


def test_lexicons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "names.tsv"
    file.write_text(LEXICON)
    monkeypatch.chdir(tmp_path)
    # Wherever it is unpickled, the file is the same.
    pipeline = Pipeline(lexicons=["names.tsv"])
    assert pipeline.settings["lexicons"] == [str(file)] and pipeline == Pipeline(lexicons=[file])
    monkeypatch.chdir("/")
    text = "The Council of Oskarby met on Tuesday evening."
    assert pickle.loads(pickle.dumps(pipeline)).normalize(text).body == "The Oskarby Council met on Tuesday evening."
    file.write_text("osk\tcolour\tOskarby\tOskarby\t\n")
    with pytest.raises(polynorm.DataError, match="names.tsv") as raised:
        pickle.loads(pickle.dumps(pipeline))
    assert raised.value.place and raised.value.place.startswith(str(file))
    file.unlink()
    with pytest.raises(polynorm.InputError) as missing:
        Pipeline(lexicons=[file])
    assert missing.value.place == str(file) and isinstance(missing.value, OSError)
    # Nobody asks for names.
    assert Pipeline(lexicons=[file], names="off").normalize(text).body == text


@pytest.mark.parametrize(
    ("options", "message", "place"),
    [
        ({"treshold": 0.5}, "unknown field `treshold`.*did you mean `threshold`", None),
        ({"max-document": 5}, "did you mean `max_document`", None),
        ({"names": "rewriet"}, "names: unknown variant `rewriet`.*did you mean `rewrite`", "names"),
        ({"folds": {"quots": True}}, "folds: unknown variant `quots`.*did you mean `quotes`", "folds"),
        ({"threshold": 7}, "threshold is 7; it must be 0.0 to 1.0", None),
        ({"threshold": float("nan")}, "threshold: ", "threshold"),
        ({"threshold": "high"}, "threshold: invalid type", "threshold"),
        ({"languages": ["French"]}, "languages: `French` is no code of a language", "languages"),
        ({"languages": {"eng": -1}}, "languages: `-1` in `eng=-1` is no weight", "languages"),
        ({"languages": {"*": 2}}, "`\\*` has no weight of its own", "languages"),
        ({"max_document": "12Q"}, "is no size", "max_document"),
        ({"max_document": 0}, "is no size", "max_document"),
        ({"model": object()}, "model: .*os.PathLike", "model"),
        ({"detector": "lingua"}, "lingua", None),
        ({"edits": "yes"}, "edits: invalid type", "edits"),
    ],
    ids=str,
)
def test_what_cannot_be_set(options: dict[str, Any], message: str, place: str | None) -> None:
    with pytest.raises(polynorm.ConfigError, match=message) as raised:
        Pipeline(**options)
    assert raised.value.place == place


def test_only_keyword_arguments() -> None:
    with pytest.raises(TypeError):
        Pipeline("nfc")  # type: ignore[misc]


def test_exceptions() -> None:
    for kind, base in (
        (polynorm.ConfigError, ValueError),
        (polynorm.DataError, ValueError),
        (polynorm.InputError, OSError),
    ):
        assert issubclass(kind, base) and issubclass(kind, polynorm.Error) and kind.__module__ == "polynorm"
        assert kind("said").place is None
    with pytest.raises(polynorm.InputError) as raised:
        Pipeline(lexicons=["/nowhere/names.tsv"])
    again = pickle.loads(pickle.dumps(raised.value))
    assert (type(again), str(again), again.place) == (polynorm.InputError, str(raised.value), "/nowhere/names.tsv")


def test_a_worker_is_ready_at_once() -> None:
    pickled = pickle.dumps(Pipeline(form="nfd", languages="eng,fra,ara")).hex()
    seconds = python(
        """
        import sys, time
        start = time.perf_counter()
        import pickle
        document = pickle.loads(bytes.fromhex(sys.argv[1])).normalize("Moammar Gadhafi spoke on Monday.")
        assert "Muammar" in document.body
        print(time.perf_counter() - start)
        """,
        pickled,
    )
    assert float(seconds) < 2.0, "under one second where nothing else runs"


def test_imports_nothing_heavy() -> None:
    modules = python("import sys, polynorm; polynorm.normalize('a'); print(*sys.modules)").split()
    assert "polynorm" in modules
    assert not {"pyarrow", "numpy", "polars", "arro3", "polynorm.engines"} & set(modules)
