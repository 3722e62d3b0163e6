"""Programs of others that the benchmark installs for itself, into a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

from bench.home import ROOT

FOLDER = ROOT / "bench" / "peers"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
SECONDS = 45
"""A first installation downloads some 10 MB and builds two small packages."""


class NotToBeHad(Exception):
    """Why a program cannot be measured here, as the end of a sentence."""


def installed(program: str, folder: Path = FOLDER) -> str:
    """The path of a program that `folder`'s lock brings; raises `NotToBeHad`.

    Without a network it is found if an earlier run has installed it.
    """
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "sync", "--quiet", "--frozen", "--compile-bytecode", "--python", sys.executable]
    try:
        subprocess.run(
            command,
            cwd=folder,
            env=_surroundings(),
            check=True,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    except FileNotFoundError:
        raise NotToBeHad("uv is not in .venv, which would install it") from None
    except subprocess.TimeoutExpired:
        raise NotToBeHad(f"it could not be installed within {SECONDS} s") from None
    except subprocess.CalledProcessError as error:
        reason = [line.strip() for line in str(error.stderr).splitlines() if line.strip()]
        raise NotToBeHad(f"it could not be installed: {' '.join(reason[:1])}") from error
    return str(folder / ".venv" / "bin" / program)


def _surroundings() -> dict[str, str]:
    """Those of the caller, but for what would lead uv to another environment than the folder's."""
    names = {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON"}
    kept = {name: text for name, text in os.environ.items() if name not in names}
    # As in scripts/install: a company's network may have added a certificate to the machine's own.
    certified = sys.platform == "darwin" or CERTIFICATES.exists()
    return {"UV_SYSTEM_CERTS": "true", **kept} if certified else kept
