"""The server of the tests: whose it is, who runs it, and that it never outlives them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from . import guardian
from .cluster import Cluster

PATIENCE = 60
HOLD = "import sys; from tests.postgres.cluster import Cluster; c = Cluster(); "
TELL = "print(c.execute('SHOW data_directory')[0][0], flush=True); sys.stdin.read()"


def test_another_server_is_used_where_one_is_named(
    postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is started, and nothing is left there."""
    with postgres.empty_database() as url:
        there = "SELECT datname FROM pg_database"
        before = postgres.execute(there)
        monkeypatch.setenv("SAFESPOT_TEST_DATABASE_URL", url)
        other = Cluster()
        with other.database() as lent, psycopg.connect(lent) as connection:
            asked = connection.execute("SHOW data_directory").fetchall()
            assert asked == postgres.execute("SHOW data_directory")
            assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)
        assert len(postgres.execute(there)) > len(before)
        other.close()
        assert postgres.execute(there) == before


def test_a_server_of_nobody_ends() -> None:
    """However whoever began it ends, its server and its folder go, too."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD + TELL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "SAFESPOT_TEST_DATABASE_URL": ""},
    ) as owner:
        assert owner.stdout is not None
        data = Path(owner.stdout.readline().strip())
        server = int((data / "postmaster.pid").read_text().splitlines()[0])
        assert _runs(server)
        owner.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while _runs(server) or data.parent.exists():
        assert time.monotonic() < deadline, "the guardian let it live"
        time.sleep(0.02)


def test_who_is_not_root_runs_it_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is given to another account, and nothing is copied."""
    run: list[dict[str, object]] = []

    class Ended(Exception):
        """As far as this goes."""

    def start(command: list[str | Path], **options: object) -> None:
        run.append({"program": Path(command[0]), **options})
        raise Ended

    monkeypatch.setattr(guardian.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(guardian.subprocess, "run", start)
    with pytest.raises(Ended):
        guardian.main(tmp_path)
    [initdb] = run
    assert initdb["program"] == guardian._installed() / "bin/initdb"
    assert not {"user", "group", "extra_groups"} & set(initdb)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_root_runs_it_as_nobody(postgres: Cluster) -> None:
    if os.environ.get("SAFESPOT_TEST_DATABASE_URL"):
        pytest.skip("the server is another's")
    [(data,)] = postgres.execute("SHOW data_directory")
    assert os.stat(data).st_uid != 0


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
