"""What must never happen on the page: a report's markup that acts, a stranger's form, a path that leaks."""

import re
from html.parser import HTMLParser

import pytest
from record_samples import NOW, make_reading
from show_world import ATTACK, BASE, HARM, HOSTILE, make_record, page

from annals.errors import UsageError
from annals.record import Record
from annals.record.desk import Desk
from annals.show.app import VIEWS, WRITES
from annals.show.page import Form, back
from annals.show.settings import check
from annals.show.views.adding import file_name
from annals.show.wording import shown, source_name, web_address, without_folders

TOKEN = " ".join(("correct", "horse", "battery"))


@pytest.fixture
def path(tmp_path):
    make_record(tmp_path / "war.annals", hostile=True)
    return tmp_path / "war.annals"


@pytest.fixture
def client(path):
    with page(path, person="Ada") as opened:
        yield opened


# ---------------------------------------------------------------------------------- hostile reports


class Markup(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, text):
        super().__init__()
        self.acts = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in {"iframe", "object", "embed", "style", "base"} or (tag == "script" and not values.get("src")):
            self.acts.append(tag)
        if tag == "svg" and "onload" in values:
            self.acts.append(tag)
        for name, value in values.items():
            bad = name.startswith("on") or name in {"style", "srcdoc"}
            if bad or (
                name in {"href", "src", "action"} and re.match(r"(?i)\s*(javascript|data|https?:)", value or "")
            ):
                self.acts.append((tag, name, value))


HOSTILE_VIEWS = (
    "/", "/documents", "/search?q=attacked", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/timeline", "/map", "/day",
    "/network", "/disagreements", "/review?below=1", "/review?queue=places", "/review?queue=names",
    "/review?queue=history", "/review?queue=joins", "/review?queue=dates",
    f"/document/{HOSTILE.document.id}", f"/claim/{ATTACK.id}", "/place/Mill Town",
    "/actor/%3Cscript%3E", "/timeline?actor=%22%3E%3Cscript%3E", "/documents?publisher=%3Cb%3E",
)  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE_VIEWS)
def test_a_hostile_report_is_text(client, address):
    client.form(f"/claim/{ATTACK.id}/decide", action="accept", person=f"<b>{HARM}", reason="<script>1</script>")
    answer = client.get(address)
    assert not Markup(answer.text).acts
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", answer.text)


def test_the_hostile_report_can_be_read_all_the_same(client):
    text = client.get(f"/document/{HOSTILE.document.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "1 reader comment" in text
    assert "javascript:alert(5)" in text  # the address is shown, and is no link
    assert 'href="javascript' not in text


def test_ten_megabytes_of_markup_are_shown_in_parts(tmp_path):
    path = tmp_path / "war.annals"
    sentences = ["<p onclick=alert(1)><script>" * 36] * 10_000
    reading = make_reading("flood", *sentences)
    with Record.open(path, create=True) as record:
        record.add(reading, (), now=NOW)
    assert len(reading.document.text) > 10_000_000
    with page(path) as client:
        answer = client.get(f"/document/{reading.document.id}")
        assert len(answer.content) < 2_000_000
        assert "Part 1 of" in answer.text
        assert not Markup(answer.text).acts
        assert client.get(f"/document/{reading.document.id}?part=9999").status_code == 400


@pytest.mark.parametrize("sign", ["\u202e", "\u2067", "\x1b", "\x00", "\u0085"])
def test_signs_that_act_are_replaced(sign):
    assert shown(f"a{sign}b") == "a\ufffdb"
    assert shown("سلام and עברית\n") == "سلام and עברית\n"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "http://[", "file:///etc/passwd"]
)
def test_only_addresses_of_the_web_are_links(url):
    assert web_address(url) is None
    assert web_address("https://example.org/a") == "https://example.org/a"


# ------------------------------------------------------------------------------------------ headers


def test_the_browser_is_bound(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for address in ("/", "/static/annals.css", "/nowhere", "/api/span.json"):
        headers = client.get(address).headers
        assert headers["content-security-policy"] == policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/day", "/timeline", "/review", "/add", "/disagreements"])
def test_no_view_has_inline_script_or_style_or_outside_addresses(client, address):
    text = client.get(address).text
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


# -------------------------------------------------------------------------------- who may do what


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8321", "localhost.evil.example", "", "127.0.0.1.nip.io"]
)
def test_another_name_for_this_machine_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 421
    for own in ("127.0.0.1:8321", "localhost", "[::1]:8321"):
        assert client.get("/", headers={"host": own}).status_code == 200


def writes():
    return [re.sub(r"\{id\}", "c0123456789ab", path) for path in WRITES]


@pytest.mark.parametrize("address", writes())
def test_a_form_without_a_signature_does_nothing(client, path, address):
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        assert client.post(address, data={"person": "Eve", **fields}).status_code == 403
    with Record.open(path) as record:
        assert not record.corrections()
        assert not record.judgements()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
def test_a_form_from_another_site_is_refused(client, headers):
    assert client.form(f"/claim/{ATTACK.id}/decide", action="accept", person="Eve", headers=headers).status_code == 403


def test_a_form_of_the_page_itself_passes(client):
    headers = {"origin": BASE, "sec-fetch-site": "same-origin"}
    assert client.form(f"/claim/{ATTACK.id}/decide", action="accept", person="Ada", headers=headers).status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_understood(client, method):
    assert client.request(method, "/").status_code == 405


def test_reading_changes_nothing(client, path):
    for address in [*(view for view in VIEWS if "{" not in view), *writes()]:
        client.get(address)
    with Record.open(path) as record:
        assert not record.corrections()


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nSet-Cookie: x", "\\/x"]
)
def test_a_form_leads_on_to_nowhere_else(target):
    assert back(Form({"next": target}, {}, ()), "/home") == "/home"
    assert back(Form({"next": "/review?page=2"}, {}, ()), "/home") == "/review?page=2"


# ------------------------------------------------------------------------------------------- token


def test_other_machines_need_a_token():
    with pytest.raises(UsageError, match="--token"):
        check("0.0.0.0", None)  # noqa: S104 - that is what is refused
    with pytest.raises(UsageError, match="too short"):
        check("192.168.1.5", "secret")
    check("192.168.1.5", TOKEN)
    check("127.0.0.1", None)


def test_the_token_opens_the_page(path):
    with page(path, token=TOKEN, host="192.168.1.5") as client:
        assert client.get("/").status_code == 401
        assert client.get("/static/annals.css").status_code == 401
        assert client.get("/?token=wrong").status_code == 401
        assert client.form("/conclude").status_code == 401
        assert client.get("/", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        answer = client.get("/day", params={"token": TOKEN, "on": "2021-03-05"})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/day?on=2021-03-05"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert TOKEN not in cookie
        assert client.get("/").status_code == 200


# ------------------------------------------------------------------------------- bounds and paths


def test_too_much_is_refused_told_or_untold(path):
    with page(path, upload_bytes=1000) as client:
        assert client.form("/add", text="x" * 2000).status_code == 413
        chunks = (b"csrf=" + b"x" * 600 for _ in range(5))
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert client.post("/add", content=chunks, headers=headers).status_code == 413
        assert client.post("/add", headers={"content-length": "-1"}).status_code == 413


def test_too_many_files_are_refused(path):
    with page(path, upload_files=2) as client:
        files = [("files", (f"{number}.txt", b"x")) for number in range(3)]
        assert client.form("/add", files=files).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/static/../app.py", "/static/..%2f..%2frecord%2fstore.py", "/static/%2e%2e/app.py", "/static//etc/passwd",
        "/document/..%2f..%2fetc%2fpasswd", "/sentence?document=/etc/passwd&at=0-9", "/download/..%2fx.csv",
        "/place/../../../../etc/passwd",
    ],
)  # fmt: skip
def test_no_path_outside_the_record_is_read(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_errors_tell_no_paths(path, tmp_path):
    with page(path, raising=False) as client:
        path.write_bytes(b"no record at all" * 20)
        answer = client.get("/")
        assert answer.status_code == 503
        assert "war.annals" in answer.text
        assert str(tmp_path) not in answer.text
        path.unlink()
        assert str(tmp_path) not in client.get("/").text


def test_an_unforeseen_error_tells_nothing(path, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("/secret/place/of/a/file.py")

    monkeypatch.setattr(Desk, "totals", broken)
    with page(path, raising=False) as client:
        answer = client.get("/")
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("/home/ada/wars/mali.annals: the file is no record", "mali.annals: the file is no record"),
        ("cannot read 'C:\\Users\\ada\\notes.txt'", "cannot read 'notes.txt'"),
        ("unexpected OSError: [Errno 28] No space left: '/tmp/annals-x1/report.pdf'",
         "unexpected OSError: [Errno 28] No space left: 'report.pdf'"),
        ("and/or, 12/13 January", "and/or, 12/13 January"),
    ],
)  # fmt: skip
def test_a_message_names_files_and_no_folders(message, told):
    assert without_folders(message) == told


def test_the_disk_of_whoever_read_is_not_told(client):
    text = client.get(f"/document/{HOSTILE.document.id}").text
    assert "secret-folder" not in text
    assert source_name("C:\\Users\\me\\report.txt") == "report.txt"
    assert source_name("https://example.org/a/b") == "https://example.org/a/b"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        (".hidden", "hidden"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("/", "report"),
        ("x" * 500 + ".txt", "x" * 120 + ".txt"),
        ("تقرير.html", "تقرير.html"),
    ],
)
def test_names_of_uploads_harm_nothing(name, kept):
    assert file_name(name) == kept
