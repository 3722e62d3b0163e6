"""uv.lock is what pyproject.toml asks for, and can be bootstrapped from."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import bootstrap_uv
from scripts.bootstrap_uv import CannotBootstrap, Machine, Wheel

ROOT = Path(__file__).parents[2]


def check_lock(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("UV_")}
    return subprocess.run(
        [Path(sys.executable).with_name("uv"), "lock", "--check", "--offline", "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", "uv.lock", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_lock_is_current(project: Path) -> None:
    result = check_lock(project)
    assert result.returncode == 0, result.stderr


def test_a_stale_lock_is_noticed(project: Path) -> None:
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('"httpx>=', '"httpx>=99.'))
    assert check_lock(project).returncode != 0


@pytest.mark.parametrize(
    ("machine", "part"),
    [
        (Machine("manylinux", (2, 36), "x86_64"), "manylinux2014_x86_64"),
        (Machine("manylinux", (2, 36), "aarch64"), "manylinux2014_aarch64"),
        (Machine("musllinux", (1, 2), "x86_64"), "musllinux_1_1_x86_64"),
        (Machine("musllinux", (1, 2), "aarch64"), "musllinux_1_1_aarch64"),
        (Machine("macosx", (13, 6), "x86_64"), "macosx_10_12_x86_64"),
        (Machine("macosx", (15, 0), "aarch64"), "macosx_11_0_arm64"),
    ],
)
def test_lock_has_uv_for(machine: Machine, part: str) -> None:
    wheels = bootstrap_uv.locked_wheels((ROOT / "uv.lock").read_text())
    assert part in bootstrap_uv.choose(wheels, machine).url


@pytest.mark.parametrize(
    "machine",
    [
        Machine("manylinux", (2, 5), "x86_64"),
        Machine("manylinux", (2, 36), "sparc"),
        Machine("plan9", (0, 0), "x86_64"),
    ],
)
def test_a_machine_without_uv_is_told_what_to_do(machine: Machine) -> None:
    wheels = bootstrap_uv.locked_wheels((ROOT / "uv.lock").read_text())
    with pytest.raises(CannotBootstrap, match="install uv yourself"):
        bootstrap_uv.choose(wheels, machine)


def wheel_of(folder: Path, program: bytes) -> Wheel:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("uv-1.data/scripts/uvx", b"another")
        archive.writestr("uv-1.data/scripts/uv", program)
    path = folder / "uv.whl"
    path.write_bytes(content.getvalue())
    return Wheel(path.as_uri(), hashlib.sha256(content.getvalue()).hexdigest())


def test_uv_is_unpacked_ready_to_run(tmp_path: Path) -> None:
    wheel = wheel_of(tmp_path, b"#!/bin/sh\necho it runs\n")
    program = bootstrap_uv.unpack(bootstrap_uv.download(wheel), tmp_path)
    assert program == tmp_path / "uv"
    assert subprocess.check_output([program], text=True) == "it runs\n"


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    wheel = wheel_of(tmp_path, b"evil")._replace(sha256="0" * 64)
    with pytest.raises(CannotBootstrap, match=r"not what uv\.lock pins"):
        bootstrap_uv.download(wheel)


def test_without_network_a_sentence_says_what_to_do() -> None:
    nobody_listens = Wheel("http://127.0.0.1:1/uv.whl", "")
    with pytest.raises(CannotBootstrap, match="Connect to the network"):
        bootstrap_uv.download(nobody_listens)
