"""`web`: what it refuses, what it warns of, and how it starts the client."""

from collections.abc import Callable
from typing import Any

import pytest

from safespot_tui.cli import extras
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.parser import command, parse
from safespot_tui.tui.in_page import is_in_page
from safespot_tui.web import serve as serving

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What would have been served."""
    calls: list[tuple[Any, ...]] = []

    def serve(*arguments: Any, public: Any, announce: Callable[[str], None]) -> None:
        calls.append((*arguments, public))
        announce("http://127.0.0.1:8766/?token=t")

    monkeypatch.setattr(serving, "serve", serve)
    return calls


def run(*arguments: str) -> int:
    return command("web").run(parse(arguments))


def test_it_serves_this_machine_the_client_that_was_asked_for(
    served: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--profile", "desk", "--silent", "--theme", "safespot-light", "web") == 0
    ((host, port, client, environment, public),) = served
    assert (host, port, public) == ("127.0.0.1", 8766, None)
    assert client[3:] == ["--profile", "desk", "--theme", "safespot-light", "--silent"]
    assert is_in_page(environment)
    printed = capsys.readouterr()
    assert "http://127.0.0.1:8766/?token=t" in printed.out
    assert printed.err == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "desk.example.org"])
def test_other_machines_are_let_in_only_on_purpose(
    served: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str], host: str
) -> None:
    with pytest.raises(CommandFailed, match="ssh") as refused:
        run("web", "--host", host)
    assert refused.value.code is ExitCode.USAGE
    assert served == []
    assert run("web", "--host", host, "--public-url", "https://desk.example.org") == 0
    assert "the proxy that adds TLS" in capsys.readouterr().err


def test_an_address_without_tls_is_warned_of(
    served: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("web", "--public-url", "http://desk.example.org") == 0
    assert "no TLS" in capsys.readouterr().err
    assert len(served) == 1


@pytest.mark.parametrize("url", ["desk.example.org", "ftp://a", "https://a/b", "https://a?b", "//"])
def test_an_address_that_is_none_is_refused(served: list[tuple[Any, ...]], url: str) -> None:
    with pytest.raises(CommandFailed, match="--public-url"):
        run("web", "--public-url", url)
    assert served == []


def test_without_what_serves_it_says_how_to_get_that(
    served: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(CommandFailed, match=r"safespot-tui\[web\]"):
        run("web")
    assert served == []


def test_a_port_that_is_taken_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(*_arguments: Any, **_named: Any) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(serving, "serve", serve)
    with pytest.raises(CommandFailed, match="Choose another with --port"):
        run("web", "--port", "8766")
