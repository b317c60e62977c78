"""A real Chroma server on a free port of this machine: `chroma run`, as it comes with chromadb."""

from __future__ import annotations

import os
import socket
import subprocess
import sysconfig
import time
from pathlib import Path
from typing import Self

import httpx

COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"


class RunningChroma:
    """A server over a folder; it can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        program = Path(sysconfig.get_path("scripts")) / "chroma"
        command: list[str | Path] = [
            program,
            "run",
            "--path",
            self._folder / "data",
            "--host",
            "127.0.0.1",
            "--port",
            str(self._port),
        ]
        with (self._folder / "log.txt").open("ab") as log:
            surroundings = os.environ | {"HOME": str(self._folder)}
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, env=surroundings)
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log.txt").read_text()
            assert time.monotonic() < deadline, (self._folder / "log.txt").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def collections(self) -> dict[str, int]:
        """How many vectors each collection of Dateline's holds."""
        with httpx.Client(base_url=self.address, trust_env=False) as client:
            found = client.get(COLLECTIONS).json()
            return {one["name"]: client.get(f"{COLLECTIONS}/{one['id']}/count").json() for one in found}

    def delete_collections(self) -> None:
        with httpx.Client(base_url=self.address, trust_env=False) as client:
            for one in client.get(COLLECTIONS).json():
                client.delete(f"{COLLECTIONS}/{one['name']}").raise_for_status()

    def _answers(self) -> bool:
        try:
            return httpx.get(self.address + "/api/v2/heartbeat", trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
