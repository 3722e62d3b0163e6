"""Tests that a server team may write, run as they run them: in a process of their own."""

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from safespot_tui.config.errors import BadProfile
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.stage import pytest_plugin
from safespot_tui.stage.testing.server import NoServer, server_of_profile
from tests.stage.test_documents import blocks

TESTS = """
import pytest

@pytest.mark.asyncio
async def test_what_is_printed_is_kept(capsys, client):
    assert not client.findings
    print("what a test prints")
    assert capsys.readouterr().out == "what a test prints\\n"

@pytest.mark.anyio
async def test_it_goes_with_anyio_too(client, demo_server):
    assert demo_server.is_own and str(demo_server) == demo_server.url
    assert client.alias.startswith("Ana-")
    await client.perform("app.help")
    await client.expect("Sends what you wrote")
    await client.press("escape")
    await client.expect_not("Sends what you wrote")

@pytest.mark.asyncio
async def test_what_does_not_come(client):
    await client.type("chau")
    await client.expect("buen día", seconds=0.05)

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""

INI = """
[pytest]
asyncio_mode = strict
safespot_screens = screens
"""


def test_fixtures_serve_every_plug_in_for_coroutines_and_a_failure_shows_the_screens(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_server.py").write_text(TESTS)
    (tmp_path / "test_document.py").write_text("".join(blocks("python")))
    (tmp_path / "pytest.ini").write_text(INI)
    # What is on the way of no user, and would be imported for a second.
    options = ["-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rP", "--no-header", *options],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    told = done.stdout
    assert done.returncode == 1, told + done.stderr
    assert "1 failed, 3 passed" in told
    assert 'await client.expect("buen día", seconds=0.05)' in told
    assert "NotSeen: /buen día/ was not on the screen of Ana after 0.05 s" in told
    assert "driven_client.py" not in told
    _before, _screen, after = told.partition(": screen -")
    assert "chau" in after
    assert ": what crossed last -" in after
    assert "PUT /conversations/" in after
    assert "Beto-" not in re.findall(r"(\w+-)\w+: screen", told), "nobody asked for his client"
    (picture,) = (tmp_path / "screens").iterdir()
    assert picture.name == "test_server.py-test_what_does_not_come-Ana.svg"
    assert "chau" in picture.read_text()


def test_whoever_only_has_it_installed_does_not_import_it() -> None:
    module = ast.parse(inspect.getsource(pytest_plugin))
    imported = {
        alias.name if isinstance(statement, ast.Import) else statement.module
        for statement in module.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for alias in statement.names
    }
    assert "pytest" in imported
    assert not [name for name in imported if name is None or name.startswith(("safespot", "text"))]


def test_what_is_wrong_with_a_server_is_told_in_a_sentence() -> None:
    for wrong in (BadProfile("no profile"), Unreachable("no answer"), NoServer("none installed")):
        with pytest.raises(pytest.fail.Exception) as failure, pytest_plugin.failing_in_a_sentence():
            raise wrong
        assert failure.value.msg == str(wrong)
        assert not failure.value.pytrace
        assert failure.value.__suppress_context__


@pytest.mark.parametrize("name", ["staging", "production", "nobody"])
def test_only_the_server_of_a_profile_that_is_marked_is_tested(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    for profile, staging in (("staging", True), ("production", False)):
        save_profile(Profile(profile, "https://x.invalid", "a@x", "u", "A", staging=staging))
    if name == "staging":
        assert server_of_profile(name) == "https://x.invalid"
        return
    with pytest.raises(NoServer, match="login --server" if name == "production" else "no profile"):
        server_of_profile(name)
