"""Packages from npm: pinned by hash, fetched completely or not at all."""

import json
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from attention_lib.book import web_packages


def test_the_lock_pins_every_package_by_hash_and_names_no_registry() -> None:
    lock = json.loads(web_packages.MANIFESTS.joinpath("package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_what_cannot_be_fetched_is_said_in_one_sentence_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")  # the port where nobody ever answers
    with pytest.raises(ExtensionError) as caught:
        web_packages.fetch(tmp_path)
    assert "could not fetch the book's web packages" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.joinpath("web").iterdir()) == []


def test_an_interrupted_fetch_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: list[str], *, cwd: Path, **options: object) -> None:
        cwd.joinpath("node_modules").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(web_packages, "npm", interrupted)
    for _ in range(2):  # the second would return at once if the first had left half a folder
        with pytest.raises(KeyboardInterrupt):
            web_packages.fetch(tmp_path)


def test_what_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fake_npm(arguments: list[str], *, cwd: Path, **options: object) -> object:
        calls.append(arguments)
        cwd.joinpath("node_modules", "katex").mkdir(parents=True)
        return type("Result", (), {"returncode": 0})

    monkeypatch.setattr(web_packages, "npm", fake_npm)
    assert web_packages.fetch(tmp_path) == web_packages.fetch(tmp_path)
    assert web_packages.fetch(tmp_path).joinpath("katex").is_dir()
    assert len(calls) == 1
    assert {"ci", "--ignore-scripts"} <= set(calls[0])
