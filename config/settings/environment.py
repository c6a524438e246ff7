"""What an instance is told by its environment, and what it remembers under its data folder.

Everything that differs between two installations comes through here: variables of the process,
an optional `.env` file beside `manage.py`, and the data folder, where generated secrets and the
addresses of the embedded servers lie.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import environ

BASE_DIR: Final = Path(__file__).resolve().parents[2]
DEFAULT_PORT: Final = 8000

env = environ.Env()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    environ.Env.read_env(BASE_DIR / ".env")

PORT: Final[int] = env.int("PORT", default=DEFAULT_PORT)


def data_dir(port: int = PORT) -> Path:
    """Return the folder with everything this instance keeps.

    The instance on the default port uses `.data`; one on another port has `.data/port-N` to
    itself, so that two run side by side from one checkout.
    """
    if chosen := env.str("DATA_DIR", default=""):
        return Path(chosen).expanduser().resolve()
    folder = BASE_DIR / ".data"
    return folder if port == DEFAULT_PORT else folder / f"port-{port}"


DATA_DIR: Final = data_dir()


def secret(name: str, generate: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """Return a secret from the environment, or the one generated on the first run.

    `secret("secret_key")` reads SECRET_KEY, else `secrets/secret_key` in the data folder.
    Processes that start together agree: whoever links the file first wins.
    """
    if given := env.str(name.upper(), default=""):
        return str(given).replace("\\n", "\n")
    path = DATA_DIR / "secrets" / name
    with contextlib.suppress(FileNotFoundError):
        return path.read_text()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(generate())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text()


def generate_rsa_key() -> str:
    """Return a new RSA private key in PEM form (signs the access tokens)."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def service_url(variable: str) -> str:
    """Return DATABASE_URL or REDIS_URL: the operator's, else that of the embedded server.

    `manage.py up` writes the addresses of the servers it runs to `services.json`, so that other
    commands (`shell`, `demo`) reach them too.
    """
    if given := env.str(variable, default=""):
        return str(given)
    with contextlib.suppress(OSError, ValueError, KeyError):
        return str(json.loads((DATA_DIR / "services.json").read_text())[variable])
    fallback = {
        "DATABASE_URL": "postgres://guildhall@127.0.0.1:5432/guildhall",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
    }
    return fallback[variable]


def rate(text: str) -> tuple[int, int]:
    """Return what ``10/60`` means: ten in sixty seconds."""
    count, _, seconds = text.partition("/")
    if not (count.strip().isdecimal() and seconds.strip().isdecimal()):
        raise ValueError(f"a rate is written like 10/60 (ten in sixty seconds), not {text!r}")
    found = int(count), int(seconds)
    if min(found) < 1:
        raise ValueError(f"both numbers of a rate are at least 1, not {text!r}")
    return found


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def local_url(host: str, port: int) -> str:
    """Return the address of an instance that was not told its own."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104  compared, not bound
        host = outward_address()
    elif host in {"127.0.0.1", "::1"}:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def voice_host(host: str, *, is_public: bool) -> str:
    """Return where the SFU listens by itself: UDP goes past the proxy before an instance."""
    if host in {"127.0.0.1", "::1", "localhost"} and not is_public:
        return host
    return "::" if ":" in host else "0.0.0.0"  # noqa: S104  it is meant to be reached


def reachable_address(host: str) -> str:
    """Return an IP address of this machine for who shall send to ``host`` here."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104  compared, not bound
        return "127.0.0.1" if host == "localhost" else host
    found = outward_address()
    return "127.0.0.1" if found == "localhost" else found


def outward_address() -> str:
    """Return this machine's address in its network (nothing is sent)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "localhost"
        return str(probe.getsockname()[0])
