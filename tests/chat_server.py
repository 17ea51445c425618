"""A chat-completions endpoint for tests: a real HTTP server that answers from a script; and a report to read."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from annals.extract.llm import LanguageModel
from annals.extract.llm_cache import Cache
from annals.extract.llm_client import Client, Endpoint
from annals.read import read_bytes


class Script:
    """What the server does: ``steps`` in turn, the last one for good; ``asked`` is what it was sent."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.asked = []
        self.headers = []
        self.paths = []
        self.lock = threading.Lock()
        self.url = ""

    def next(self):
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]

    @property
    def prompts(self):
        """The last user message of each question."""
        return [body["messages"][-1]["content"] for body in self.asked]


def says(content, *, cut=False, usage=(100, 20)):
    """Answer with a text, or with claims as JSON."""
    text = content if isinstance(content, str) else json.dumps({"claims": content})
    body = {
        "choices": [{"message": {"content": text}, "finish_reason": "length" if cut else "stop"}],
        "usage": {"prompt_tokens": usage[0], "completion_tokens": usage[1]},
    }
    return 200, {}, json.dumps(body).encode()


def fails(code, message="no luck", **headers):
    """Answer with an error in the usual form."""
    return code, headers, json.dumps({"error": {"message": message}}).encode()


def slow(step, seconds):
    """Answer after a while."""

    def later(_):
        time.sleep(seconds)
        return step

    return later


@contextmanager
def serving(*steps):
    """Run a server with a script; a step is (status, headers, body), or a function of the request that gives one."""
    script = Script(*steps)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with script.lock:
                script.asked.append(body)
                script.headers.append(dict(self.headers))
                script.paths.append(self.path)
                step = script.next()
            code, headers, answer = step(body) if callable(step) else step
            try:
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except OSError:
                pass  # the client has hung up

        do_GET = do_POST  # noqa: N815 - the base class wants that name

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# ---------------------------------------------------------------------------------------------- a report

TEXT = (
    "Lake port falls\n\nARDEN, 21 November 2012 - Fighters of the Lake Front entered the province last week. "
    "The group\ncaptured Arden on 20 November 2012, killing at least 12 soldiers, residents said. "
    "The army withdrew south."
)
CAPTURE = {
    "type": "capture",
    "sentence": 3,
    "quote": "The group captured Arden on 20 November 2012, killing at least 12 soldiers",
    "trigger": "captured",
    "actor": [{"name": "Lake Front", "mention": "The group"}],
    "target": [],
    "place": [{"name": "Arden", "mention": "Arden"}],
    "origin": [],
    "instrument": [],
    "attribution": [{"name": "residents", "mention": "residents"}],
    "time": {"words": "on 20 November 2012", "sentence": 3},
    "quantities": [{"measure": "killed", "words": "at least 12", "sentence": 3, "of": "soldiers"}],
    "status": "asserted",
    "ended": False,
}
WITHDRAWAL = {
    "type": "withdrawal",
    "sentence": 4,
    "quote": "The army withdrew south",
    "trigger": "withdrew",
    "actor": [{"name": "army", "mention": "The army"}],
}


def document(text=TEXT, name="wire"):
    return read_bytes(text.encode(), name=name, source=f"{name}.txt")


class Asker:
    """Reads a document with a server's model; keeps the model, and how long it slept instead of sleeping."""

    def __init__(self, cache):
        self.cache = cache

    def __call__(self, server, doc=None, *, timeout=5.0, key=None, url=None):
        self.slept = []
        endpoint = Endpoint(url or server.url, "tiny", timeout, key)
        self.model = LanguageModel(Client(endpoint, sleep=self.slept.append), Cache.open(self.cache))
        return self.model(doc or document())
