"""Indexing, asking and the chat's start open no socket to anything but this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Runs a command line with every attempt to reach another host, or to look up its name, noted and refused.
GUARD = """
import ipaddress, sys

def local(host):
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not local(host):
        sys.stderr.write(f"REACHED OUT: {event} {host}\\n")
        raise OSError("the network is off")

sys.addaudithook(watch)
"""
COMMAND = GUARD + "from ui.cli.main import main\nmain(sys.argv[1:])\n"
CHAT = (
    GUARD
    + """
import threading, urllib.request
from ui.chat.server import serve

def visit(address):
    def look():
        try:
            assert "Dateline" in urllib.request.urlopen(address).read().decode()
            print("the chat answers")
        finally:
            import os, signal
            os.kill(os.getpid(), signal.SIGINT)
    threading.Thread(target=look, daemon=True).start()

from rag.app import open_answerer
from rag.settings import Settings
with open_answerer(Settings(home=sys.argv[1])) as answerer:
    serve(answerer, port=0, announce=visit)
"""
)


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


def test_the_guard_notices_an_attempt_to_reach_another_host() -> None:
    finished = run(GUARD + "import socket\nsocket.create_connection(('198.51.100.7', 80), timeout=1)")
    assert "REACHED OUT: socket.getaddrinfo 198.51.100.7" in finished.stderr


def test_indexing_asking_and_the_chat_stay_on_this_machine(seeds: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    indexed = run(COMMAND, "index", seeds, "--home", home)
    assert (indexed.returncode, "REACHED OUT" in indexed.stderr) == (0, False), indexed.stderr
    asked = run(COMMAND, "ask", "when did troops leave Chernobyl?", "--home", home)
    assert (asked.returncode, "REACHED OUT" in asked.stderr) == (0, False), asked.stderr
    assert "Chernobyl" in asked.stdout
    chat = run(CHAT, home)
    assert "the chat answers" in chat.stdout, chat.stderr
    assert "REACHED OUT" not in chat.stderr
