"""Install what the checkout needs: `python3 scripts/setup.py run|check|test`.

Plain Python without packages, because it runs before there are any. Each step leaves a stamp, so
that a second call does nothing and needs no network. Prints one line and ends with 1 when
something is missing that it cannot get itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 22
PIP_ON_PYPI = "https://pypi.org/pypi/pip/json"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
RELAY = "turnserver"


class MissingPrerequisite(Exception):
    """One line for whoever typed the command."""


def main(arguments: list[str]) -> int:
    purpose = arguments[0] if arguments else "run"
    try:
        require_python()
        with only_one_at_a_time():
            install(purpose)
    except MissingPrerequisite as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def require_python() -> None:
    """Go on with a newer Python if this one is too old and there is one."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in (14, 13, 12, 11):
        if newer := shutil.which(f"python3.{minor}"):
            os.execv(newer, [newer, *sys.argv])  # noqa: S606
    raise MissingPrerequisite(
        f"Guildhall needs Python 3.11 or newer, this is {sys.version.split()[0]}: "
        "install one and run `make PYTHON=/path/to/python3.11 …`"
    )


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(purpose: str) -> None:
    for_development = purpose != "run"
    make_virtual_environment()
    install_python_packages("requirements-dev.txt" if for_development else "requirements.txt")
    install_npm_packages(with_tools=for_development)
    if purpose == "test":
        install_browser()
        install_relay()


def make_virtual_environment() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    print("Making a virtual environment in .venv", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        make_without_ensurepip()
        return
    venv.create(VENV, with_pip=True, symlinks=True)


def make_without_ensurepip() -> None:
    """Debian ships Python without it; then pip installs itself from its own wheel."""
    command = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    try:
        subprocess.run(command, check=True, capture_output=True)
        with tempfile.TemporaryDirectory() as folder:
            wheel = download_pip(Path(folder))
            install = [str(PYTHON), str(wheel / "pip"), "install", "--quiet", str(wheel)]
            subprocess.run(install, check=True)
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError):
        shutil.rmtree(VENV, ignore_errors=True)
        raise MissingPrerequisite(
            "Python's venv module is incomplete here: install it (Debian: apt install "
            "python3-venv) and try again."
        ) from None


def download_pip(folder: Path) -> Path:
    """Fetch the newest pip from PyPI; its wheel runs without being installed."""
    with urllib.request.urlopen(PIP_ON_PYPI, timeout=60) as answer:
        files = json.load(answer)["urls"]
    file = next(file for file in files if file["packagetype"] == "bdist_wheel")
    wheel = folder / str(file["filename"])
    address = urllib.parse.urljoin(PIP_ON_PYPI, file["url"])
    with urllib.request.urlopen(address, timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != file["digests"]["sha256"]:
        raise ValueError(file["filename"])
    wheel.write_bytes(content)
    return wheel


def install_python_packages(name: str) -> None:
    runtime, development = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    pins = ROOT / "constraints.txt"
    stamp = VENV / f".{name}.stamp"
    wanted = digest(pins, runtime, ROOT / name)
    # The packages for development include those for running.
    has_all = is_stamped(VENV / f".{development.name}.stamp", digest(pins, runtime, development))
    if has_all or is_stamped(stamp, wanted):
        return
    print(f"Installing Python packages ({name}); this takes a minute or two", flush=True)
    run_or_explain(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-input", "-r", ROOT / name],
        "The Python packages could not be installed; pip's message is above.",
    )  # fmt: skip
    stamp.write_text(wanted)


def install_npm_packages(*, with_tools: bool) -> None:
    wanted = digest(ROOT / "package.json", ROOT / "package-lock.json")
    complete, runtime = NODE_MODULES / ".complete.stamp", NODE_MODULES / ".runtime.stamp"
    if is_stamped(complete, wanted) or (not with_tools and is_stamped(runtime, wanted)):
        return
    # Where somebody develops, `make run` does not take the tools away.
    with_tools = with_tools or complete.exists()
    print("Installing npm packages", flush=True)
    path = node_folder()
    command = [Path(path) / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_tools:
        command.append("--omit=dev")
    run_or_explain(
        command,
        "The npm packages could not be installed; npm's message is above.",
        {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}"},
    )
    (complete if with_tools else runtime).write_text(wanted)


def node_folder() -> str:
    """Return the folder of a Node that is new enough, installing the one from PyPI if need be."""
    found = shutil.which("node")
    if found and shutil.which("npm", path=str(Path(found).parent)) and is_new_enough(found):
        return str(Path(found).parent)
    bundled = VENV / "bin" / "node"
    if not bundled.exists():
        run_or_explain(
            [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "-r", ROOT / "requirements-node.txt"],
            "Node.js could not be installed; pip's message is above.",
        )  # fmt: skip
    return str(bundled.parent)


def is_new_enough(node: str) -> bool:
    shown = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    number = shown.strip().removeprefix("v").split(".")[0]
    return number.isdigit() and int(number) >= OLDEST_NODE


def install_browser() -> None:
    """Find a Chromium, or get one: from apt as root, else Playwright's own."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    stamp = VENV / ".browser.stamp"
    if stamp.exists():
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Installing Chromium with apt", flush=True)
        install = ["install", "-y", "--no-install-recommends"]
        for arguments in (["update"], [*install, BROWSERS[0]], [*install, BROWSERS[1]]):
            run_quietly([apt, "-qq", *arguments])
            if any(shutil.which(name) for name in BROWSERS):
                return
    print("Installing Chromium with Playwright", flush=True)
    run_or_explain(
        [PYTHON, "-m", "playwright", "install", "chromium"],
        "Chromium could not be installed: install it yourself and try again.",
    )
    stamp.touch()


def install_relay() -> None:
    """Find coturn, which the tests of relayed calls talk through, or get it from apt as root."""
    if shutil.which(RELAY):
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Installing coturn with apt", flush=True)
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "coturn"]):
            run_quietly([apt, "-qq", *arguments])
    if not shutil.which(RELAY):
        raise MissingPrerequisite(
            "The tests need coturn, and it could not be installed: install it yourself (Debian: "
            "apt install coturn) and try again."
        )


def run_quietly(command: list[str]) -> None:
    subprocess.run(
        command,
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run_or_explain(command: list[object], message: str, env: dict[str, str] | None = None) -> None:
    if subprocess.run([str(part) for part in command], check=False, cwd=ROOT, env=env).returncode:
        raise MissingPrerequisite(message)


def digest(*files: Path) -> str:
    total = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
