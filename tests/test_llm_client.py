"""Endpoints that are slow, failing, wrong or deceitful."""

import socket

import pytest
from chat_server import TEXT, WITHDRAWAL, Asker, document, fails, says, serving, slow

from annals.errors import UsageError
from annals.extract.llm_client import AnswerError, Client, Endpoint, EndpointError


@pytest.fixture
def ask(tmp_path):
    return Asker(tmp_path / "cache")


def test_busy_then_good(ask):
    steps = (fails(429, Retry_After="7"), fails(503), fails(429, Retry_After="99999"), says([WITHDRAWAL]))
    with serving(*steps) as server:
        assert len(ask(server)) == 1
    assert ask.slept == [7, 2, 60]


def test_an_endpoint_that_fails_for_good(ask):
    with serving(fails(500, "out of memory")) as server:
        with pytest.raises(AnswerError, match=r"answered 500 \(out of memory\) in 4 attempts"):
            ask(server)
        assert (len(server.asked), ask.slept) == (4, [1, 2, 4])
        with pytest.raises(AnswerError):
            ask.model(document())
        assert len(server.asked) == 5  # it is not waited for again


def test_an_endpoint_that_is_only_busy_is_waited_for_each_time(ask):
    with serving(fails(429)) as server:
        for _ in range(2):
            with pytest.raises(AnswerError, match="answered 429"):
                ask.model(document()) if server.asked else ask(server)
    assert len(server.asked) == 8


def test_a_slow_endpoint_is_not_waited_for_forever(ask):
    with serving(slow(says([]), 0.6), says([WITHDRAWAL])) as server:
        assert len(ask(server, timeout=0.2)) == 1
    with serving(slow(says([]), 0.3)) as server, pytest.raises(AnswerError, match=r"within 0\.05 seconds"):
        ask(server, document(TEXT + " More."), timeout=0.05)


def test_an_endpoint_that_drips_is_cut_off(tmp_path):
    ticks = iter(range(0, 10_000, 3))
    with serving((200, {}, b" " * 300_000)) as server:
        client = Client(Endpoint(server.url, "tiny", 5), sleep=lambda _: None, clock=lambda: next(ticks))
        with pytest.raises(AnswerError, match="within 5 seconds"):
            client.ask([{"role": "user", "content": "?"}], {})


def test_a_connection_that_breaks_off_is_tried_again(ask):
    with serving((200, {"X": "1"}, b"")) as server:
        server.steps[:] = [(200, {"Transfer-Encoding": "chunked"}, b"zz"), says([WITHDRAWAL])]
        assert len(ask(server)) == 1
    assert ask.slept == [1]


def test_a_proxy_does_not_stand_before_this_machine(ask, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving(says([WITHDRAWAL])) as server:
        assert len(ask(server)) == 1


def test_no_one_listens(ask):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EndpointError, match="cannot be reached"):
        ask(None, url=f"http://127.0.0.1:{port}/v1")
    assert ask.slept == []


REFUSALS = {
    "key": (fails(401, "Incorrect API key: sesame-42"), r"refuses access, 401 .*\[key\].*ANNALS_LLM_KEY"),
    "model": (fails(404, "The model `tiny` does not exist"), r"does not know the model 'tiny'.*--model"),
    "model, as a bad request": (fails(400, "Invalid model name"), r"does not know the model 'tiny'"),
    "path": (fails(404, "Not Found"), r"is no chat-completions endpoint, 404.*--endpoint"),
}


@pytest.mark.parametrize(("step", "words"), REFUSALS.values(), ids=REFUSALS)
def test_refusals_say_what_to_do(ask, step, words):
    with serving(step) as server, pytest.raises(EndpointError, match=words) as caught:
        ask(server, key="sesame-42")
    assert len(server.asked) == 1
    assert "sesame-42" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_redirects_are_not_followed(ask, code):
    with serving(says([])) as elsewhere:
        step = (code, {"Location": f"{elsewhere.url}/chat/completions"}, b"")
        with serving(step) as server, pytest.raises(EndpointError, match="redirects to"):
            ask(server, key="sesame-42")
        assert elsewhere.asked == []


def test_other_errors_are_the_documents(ask):
    with serving(fails(400, "maximum context length exceeded")) as server, pytest.raises(AnswerError, match="context"):
        ask(server)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url", ["", "localhost:8000", "ftp://host/v1", "http://", "http://[::1", "http://u:p@host/v1", "http://a b/"]
)
def test_what_is_no_endpoint(url):
    with pytest.raises(UsageError):
        Endpoint(url, "tiny")


@pytest.mark.parametrize("bad", [{"model": " "}, {"timeout": 0}, {"timeout": float("nan")}, {"key": "a\nb"}])
def test_other_bad_settings(bad):
    with pytest.raises(UsageError) as caught:
        Endpoint(**({"url": "http://localhost/v1", "model": "tiny"} | bad))
    assert "a\nb" not in str(caught.value)


def test_addresses():
    assert Endpoint("http://h:1", "m").address == "http://h:1/v1/chat/completions"
    assert Endpoint("http://h/v1/", "m").address == "http://h/v1/chat/completions"
    assert Endpoint("https://h/x/chat/completions?v=2", "m").address == "https://h/x/chat/completions?v=2"
    assert "sesame" not in repr(Endpoint("http://h", "m", key="sesame"))
