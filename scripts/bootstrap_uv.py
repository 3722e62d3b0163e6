"""Puts `uv` into a virtual environment, with nothing but Python's standard library.

Debian's python3 comes without pip and ensurepip, so uv cannot be asked for in the usual ways.
`uv.lock` pins uv itself, with the address and the hash of a wheel for every platform: this
script takes the one for this machine, and nothing that does not have that hash.
"""

# ruff: noqa: UP031, UP036 - run by whatever python3 there is, which may be too old for the project

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "SafeSpot TUI needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2]
    )

import hashlib
import io
import os
import platform
import re
import ssl
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_SECONDS = 60

_INSTALL_BY_HAND = "Or install uv yourself (https://docs.astral.sh/uv/), then run `make install`."
_ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}


class CannotBootstrap(Exception):
    """Why there is no uv now, as a sentence for the user."""


class Wheel(NamedTuple):
    """One uv wheel as the lock pins it."""

    url: str
    sha256: str


class Machine(NamedTuple):
    """What decides which wheel runs here; `version` is that of the C library, or of macOS."""

    system: str
    version: tuple[int, int]
    architecture: str

    def runs(self, tag: str) -> bool:
        """Whether a wheel with this platform tag, such as `musllinux_1_1_x86_64`, runs here."""
        match = re.fullmatch(r"(manylinux|musllinux|macosx)_(\d+)_(\d+)_(\w+)", tag)
        if match is None:
            return False
        system, major, minor, architecture = match.groups()
        return (
            system == self.system
            and (int(major), int(minor)) <= self.version
            and _ARCHITECTURES.get(architecture, architecture) in (self.architecture, "universal2")
        )


def this_machine() -> Machine:
    """The machine that this script runs on."""
    architecture = _ARCHITECTURES.get(platform.machine().lower(), platform.machine())
    if sys.platform == "darwin":
        return Machine("macosx", _two_numbers(platform.mac_ver()[0]), architecture)
    if sys.platform.startswith("linux"):
        library, version = platform.libc_ver()
        if library == "glibc":
            return Machine("manylinux", _two_numbers(version), architecture)
        # Python does not tell musl's version; all wheels ask for one that is long everywhere.
        return Machine("musllinux", (1, 2), architecture)
    return Machine(sys.platform, (0, 0), architecture)


def locked_wheels(lock: str) -> list[Wheel]:
    """The wheels of uv in the text of a `uv.lock`."""
    packages = tomllib.loads(lock)["package"]
    return [
        Wheel(wheel["url"], wheel["hash"].removeprefix("sha256:"))
        for package in packages
        if package["name"] == "uv"
        for wheel in package["wheels"]
    ]


def choose(wheels: Iterable[Wheel], machine: Machine) -> Wheel:
    """The first wheel that runs on `machine`; raises `CannotBootstrap` if none does."""
    for wheel in wheels:
        tags = wheel.url.removesuffix(".whl").rpartition("-")[2]
        if any(machine.runs(tag) for tag in tags.split(".")):
            return wheel
    raise CannotBootstrap(
        f"uv.lock has no uv for this machine ({' '.join(map(str, machine))}). {_INSTALL_BY_HAND}"
    )


def download(wheel: Wheel) -> bytes:
    """The bytes of a wheel; raises `CannotBootstrap` unless they are the ones that were locked.

    The hash in the lock is what makes them trusted, whoever sends them: certificates are not looked
    at, since a bare machine has none to compare with (Debian's ca-certificates is optional).
    """
    request = urllib.request.Request(wheel.url, headers={"User-Agent": "safespot-tui"})
    unverified = ssl.create_default_context()
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    try:
        with urllib.request.urlopen(
            request, timeout=TIMEOUT_SECONDS, context=unverified
        ) as response:
            content = response.read()
    except OSError as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise CannotBootstrap(
            f"Could not download {wheel.url} ({reason}). Connect to the network and run "
            f"`make install` again. {_INSTALL_BY_HAND}"
        ) from error
    if hashlib.sha256(content).hexdigest() != wheel.sha256:
        raise CannotBootstrap(
            f"What came from {wheel.url} is not what uv.lock pins, so it was thrown away. "
            f"Something on the way may have changed it: try another network. {_INSTALL_BY_HAND}"
        )
    return content


def unpack(wheel: bytes, folder: Path) -> Path:
    """Put the `uv` program of a wheel into `folder`, whole or not at all."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        program = archive.read(name)
    partial = folder / f".uv-{os.getpid()}"
    partial.write_bytes(program)
    partial.chmod(0o755)
    return partial.replace(folder / "uv")


def _two_numbers(version: str) -> tuple[int, int]:
    numbers = [int(number) for number in re.findall(r"\d+", version)] + [0, 0]
    return numbers[0], numbers[1]


def main(environment: str) -> None:
    """Put uv into the virtual environment at `environment`."""
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    wheel = choose(locked_wheels(lock), this_machine())
    unpack(download(wheel), Path(environment) / "bin")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CannotBootstrap as problem:
        sys.exit(str(problem))
