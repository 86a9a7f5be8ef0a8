"""What a server may do wrong: each ends in exit 2 with a sentence, and what was found before is still reported."""

from __future__ import annotations

import json
import time
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from support.command import check, write
from support.engines import asks, policies
from support.servers import free_port, guarded, pretend, running, say, stand_in

from policylint.engine import Broken, client, session
from policylint.engine.client import Client
from policylint.engine.opa import OpaServer
from policylint.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    Behaviour = Callable[[BaseHTTPRequestHandler], None]

POLICY = "package main\ndeny contains sprintf(`bad %d`, [input.n]) if input.n\n"
STREAM = "---\n".join(f"n: {number}\n" for number in range(1, 41))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"policy/deny.rego": POLICY, "x.yaml": STREAM})


def drip(handler: BaseHTTPRequestHandler) -> None:
    """An answer that never ends, a byte at a time."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.02)


def flood(handler: BaseHTTPRequestHandler) -> None:
    """An answer that never ends, as fast as it goes."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """An answer that ends before its end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b'{"result"')
    handler.close_connection = True


def elsewhere(handler: BaseHTTPRequestHandler) -> None:
    """A redirect."""
    handler.send_response(307)
    handler.send_header("Location", "http://127.0.0.1:9/steal")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    handler.close_connection = True


def hang(_handler: BaseHTTPRequestHandler) -> None:
    """Silence."""
    time.sleep(3)


def saying(status: int, body: str, kind: str = "application/json") -> Behaviour:
    return lambda handler: say(handler, status, body, kind)


WRONG: dict[str, tuple[Behaviour, str]] = {
    "500 without JSON": (saying(500, "Internal Server Error", "text/plain"), "failed with status 500"),
    "500 with another code": (saying(500, '{"code": "oom", "message": "no memory"}'), "refused: no memory"),
    "a page of a proxy": (saying(502, "<html>Bad gateway</html>", "text/html"), "failed with status 502"),
    "HTML": (saying(200, "<html>Welcome</html>", "text/html"), "answered something that is not JSON"),
    "an undefined result": (saying(200, "{}"), "answered without a result"),
    "a list": (saying(200, "[]"), "answered without a result"),
    "a result that is no object": (saying(200, '{"result": true}'), "an answer of the wrong shape"),
    "deep nesting": (saying(200, '{"result": ' + "[" * 100_000), "answered something that is not JSON"),
    "a redirect": (elsewhere, "sends us elsewhere (status 307)"),
    "a closed connection": (hang_up, "it closed the connection without an answer"),
    "an answer cut short": (cut, "the answer ends too early"),
    "a token refused": (saying(401, '{"code": "unauthorized", "message": "by policy"}'), "refused: by policy"),
    "a policy that is gone": (saying(404, '{"code": "undefined_document", "message": "gone"}'), "refused: gone"),
    "silence": (hang, "said nothing for 0.5 seconds"),
    "a flood": (flood, "an answer of more than 1 MiB"),
    "a drip": (drip, "took more than 0.3 seconds for one answer"),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can wait for."""
    monkeypatch.setattr(session, "MAX_ANSWER", 1 << 20)
    monkeypatch.setattr(session, "DEADLINE", 0.3)
    monkeypatch.setattr(client, "TIMEOUT", 0.5)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_in_place_of_an_evaluation_is_an_error_with_a_sentence(case: str) -> None:
    behave, said = WRONG[case]
    with stand_in(lambda handler, _body: pretend(handler) or behave(handler)) as url:
        engine = OpaServer(url)
        loaded = engine.load(policies(POLICY))
        engine.submit(engine.select(loaded.handle, asks(loaded)), ["{}"])
        with pytest.raises(Broken) as raised:
            engine.collect()
        engine.close()
    assert said in str(raised.value)
    assert str(raised.value).startswith(f"The OPA server at {url} ")
    assert raised.value.answers == []


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("case", [case for case in WRONG if "500" not in case])
def test_a_wrong_answer_in_place_of_the_version_is_one_too(case: str) -> None:
    """Nothing was put yet, so nothing is to be removed."""
    with stand_in(lambda handler, _body: WRONG[case][0](handler)) as url, pytest.raises(EngineError) as raised:
        OpaServer(url)
    assert str(raised.value).startswith(f"The OPA server at {url} ")


def test_nobody_listens(folder: Path) -> None:
    ran = check(folder, "-p", "policy", "--engine", "opa", "--opa-url", f"http://127.0.0.1:{free_port()}", "x.yaml")
    assert ran.code == 2
    assert ran.report["verdict"] == "not decided"
    assert any("cannot be reached: connection refused" in message for message in ran.reasons)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8181", "ftp://x", "http://", "http://h:99999", "http://u:p@h", "http://h?q=1", "http://[::1", ""]
)
def test_an_address_that_is_none_is_bad_usage(url: str) -> None:
    with pytest.raises(UsageError, match="--opa-url takes a URL such as"):
        Client(url)


def test_another_minor_version_is_refused(folder: Path) -> None:
    with stand_in(lambda handler, _body: pretend(handler, "1.7.0")) as url:
        ran = check(folder, "-p", "policy", "--engine", "opa", "--opa-url", url, "x.yaml")
    assert ran.code == 2
    assert any("runs OPA 1.7.0; policylint is built and tested with OPA" in message for message in ran.reasons)
    assert ran.messages == []


def test_a_server_that_fails_in_the_middle_keeps_the_findings_so_far(folder: Path) -> None:
    """Twelve of forty documents were judged when it said 500: their twelve findings are reported, and the run is 2."""
    asked: list[bytes] = []

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if not pretend(handler):
            asked.append(body)
            number = json.loads(body)["input"]["n"]
            good = json.dumps({"result": {"ask_0": [f"bad {number}"]}})
            say(handler, 200 if number <= 12 else 500, good if number <= 12 else "out of order")

    with stand_in(answer) as url:
        ran = check(folder, "-p", "policy", "--engine", "opa", "--opa-url", url, "x.yaml")
    assert ran.code == 2
    assert [message for _path, _code, message in ran.messages] == [f"bad {number}" for number in range(1, 13)]
    assert any("failed with status 500 and did not say why" in message for message in ran.reasons)
    assert len(asked) == 13, "a failed evaluation is not tried again"


def test_a_server_that_dies_in_the_middle_keeps_the_findings_so_far(folder: Path) -> None:
    """A real one, killed as soon as it has judged something; what it still holds is gone with it."""
    write(folder, {f"{number:02}.yaml": STREAM for number in range(20)})
    (folder / "policy" / "slow.rego").write_text(
        "package main\ndeny_slow contains `slow` if count([x | some x in numbers.range(1, 20000); x % 7 == 0]) == 1\n"
    )
    with running() as server:

        def kill_when_asked() -> None:
            while server.evaluations() < 5:
                time.sleep(0.01)
            server.close()

        killer = Thread(target=kill_when_asked)
        killer.start()
        ran = check(folder, "-p", "policy", "--engine", "opa", "--opa-url", server.url, ".")
        killer.join()
    assert ran.code == 2
    assert 0 < len(ran.messages) < 840
    assert any("cannot be reached" in message for message in ran.reasons)


def test_a_token_opens_a_guarded_server(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    (tmp_path / "wrong").write_text("guess\n")
    with guarded(tmp_path) as server:
        asked = ("-p", "policy", "--engine", "opa", "--opa-url", server.url, "x.yaml")
        right = check(folder, *asked, "--opa-token-file", tmp_path / "token")
        assert (right.code, len(right.messages)) == (1, 40)
        for refused in (check(folder, *asked), check(folder, *asked, "--opa-token-file", tmp_path / "wrong")):
            assert refused.code == 2
            assert refused.messages == []
            assert any("refused:" in message for message in refused.reasons)
            assert any("--opa-token-file" in (each["hint"] or "") for each in refused.report["problems"])


@pytest.mark.parametrize(
    ("text", "said"), [("", "holds no token"), ("a b", "holds no token"), (None, "annot read the token file")]
)
def test_a_token_file_without_a_token_is_said(text: str | None, said: str, folder: Path) -> None:
    if text is not None:
        (folder / "token").write_text(text)
    ran = check(folder, "-p", "policy", "--engine", "opa", "--opa-token-file", "token", "x.yaml")
    assert ran.code == 2
    assert any(said in message for message in ran.reasons)


def test_options_of_the_server_want_the_server(folder: Path) -> None:
    ran = check(folder, "-p", "policy", "--opa-url", "http://127.0.0.1:8181", "x.yaml")
    assert ran.code == 2
    assert "go with --engine opa" in ran.said
