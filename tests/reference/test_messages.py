"""Every text of the reference data that is translated when shown reaches the translators."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import polib
import pytest

from protect.reference import kinds, loader

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/extract_reference_messages.py"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extract_reference_messages", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def noop_calls(source: str) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]


def test_what_is_translated_when_shown_is_collected(script: ModuleType) -> None:
    collected = noop_calls(script.module(script.texts(loader.documents())))
    assert len(collected) == len(set(collected))
    asked: set[str] = set()
    for document in loader.documents():
        content = kinds.content_field(document.kind, document.key)
        content.translated(document.content, lambda text: asked.add(text) or text)
        asked.add(document.title)
    assert asked <= set(collected)


def test_awkward_texts_survive_the_way_to_the_catalogue(script: ModuleType, tmp_path: Path) -> None:
    if not shutil.which("xgettext"):
        pytest.skip("GNU gettext is not installed (Debian: apt install gettext)")
    awkward = ['It\'s "quoted"', "100 % sure (one in %d)", "back\\slash", "two\nlines", "Łódź – Ελλάδα €"]
    (tmp_path / "_messages.py").write_text(script.module({text: ["glossary demo"] for text in awkward}))
    command = ["xgettext", "--from-code=UTF-8", "--language=Python", "--keyword=gettext_noop"]
    subprocess.run(
        [*command, "--add-comments=Translators", "--output=out.po", "_messages.py"], cwd=tmp_path, check=True
    )
    entries = polib.pofile(str(tmp_path / "out.po"))
    assert {entry.msgid for entry in entries} == set(awkward)
    assert all(entry.comment.startswith("Translators: reference data, glossary demo") for entry in entries)
    assert not any("python-format" in entry.flags for entry in entries)


def test_the_script_writes_and_removes_its_module(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "TARGET", tmp_path / "_messages.py")
    assert script.main([]) == 0
    assert "Square" in noop_calls((tmp_path / "_messages.py").read_text(encoding="utf-8"))
    assert script.main(["--remove"]) == script.main(["--remove"]) == 0
    assert not (tmp_path / "_messages.py").exists()
    assert script.main(["--wrong"]) == 2
    assert "python scripts/extract_reference_messages.py" in capsys.readouterr().err
