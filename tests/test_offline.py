"""The main job needs no network: with every socket refused, reading, asking, checking and exporting work."""

import socket

import pytest

from annals.cli.app import run

TEXT = (
    "GOMA, 20 November 2012 - Fighters of the March 23 Movement (M23) captured the city of Goma on Tuesday after "
    "clashes with the army, residents said. See https://news.example/goma for more.\n"
)


class NoSocket(socket.socket):
    def __init__(self, *_, **__):
        raise AssertionError("something wants the network")


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("something wants the network")

    monkeypatch.setattr(socket, "socket", NoSocket)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_the_guard_guards(no_network):
    with pytest.raises(AssertionError, match="network"):
        socket.create_connection(("127.0.0.1", 9))


def test_everything_works_without_a_network(no_network, tmp_path, capsys):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "wire.txt").write_text(TEXT)
    head = "<head><link rel='stylesheet' href='https://news.example/x.css'></head>"
    page = f"<html>{head}<body><article>{TEXT}</article></body></html>"
    (tmp_path / "reports" / "page.html").write_text(page)
    record = ["--record", str(tmp_path / "war.annals")]
    assert run(["read", str(tmp_path / "reports"), *record]) == 0
    assert run(["ask", "place", "Goma", *record]) == 0
    assert run(["ask", "timeline", *record]) == 0
    assert run(["check", *record]) == 0
    assert run(["export", "claims", *record]) == 0
    assert "Goma" in capsys.readouterr().out
