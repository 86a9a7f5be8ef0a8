"""The child process: how it is started, talked to, lost, replaced and ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.engines import RULE, asks, policies, values

from policylint import spawn
from policylint.engine.child import Channel
from policylint.engine.embedded import Embedded
from policylint.engine.limits import Limits
from policylint.errors import EngineError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator

ECHO = RULE + "deny contains input.text"
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(params=["poll", "threads"])
def engine(request: pytest.FixtureRequest) -> Iterator[Embedded]:
    """An engine over each of the two ways to talk to a process; Windows has only the second."""
    engine = Embedded(Limits(silence=5), threads=request.param == "threads")
    yield engine
    engine.close()


def selected(engine: Embedded, text: str = ECHO) -> int:
    loaded = engine.load(policies(text))
    return engine.select(loaded.handle, asks(loaded))


def line_of(engine: Embedded) -> Any:
    talk: Any = engine._talk
    return talk.line


def pid_of(engine: Embedded) -> int:
    line = line_of(engine)
    return int(line._child.pid if isinstance(line, Channel) else line._process.pid)


def echo(engine: Embedded, selection: int, text: str) -> None:
    engine.submit(selection, [json.dumps({"text": text})])
    assert values(engine.collect()[0]) == {"deny": (text,)}


def zombies() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # somebody else's may end meanwhile
            found.append(path.read_text().rsplit(")", 1)[1].split())
    return [row[0] for row in found if row[0] == "Z" and row[1] == str(os.getpid())]


def test_it_tells_which_opa_is_inside(engine: Embedded) -> None:
    assert engine.name == "embedded"
    assert engine.opa_version == "1.22.2"
    assert engine.opa_version == "1.22.2"


def test_three_chunks_of_several_megabytes_go_both_ways_at_once(engine: Embedded) -> None:
    selection = selected(engine)
    chunks = [[json.dumps({"text": f"{n}-{i}-" + "x" * 100_000}) for i in range(40)] for n in range(3)]
    for chunk in chunks:
        engine.submit(selection, chunk)
    assert engine.pending == 3
    for chunk in chunks:
        assert [values(a)["deny"][0] for a in engine.collect()] == [json.loads(text)["text"] for text in chunk]


def test_questions_between_chunks_keep_every_answer_with_its_question(engine: Embedded) -> None:
    selection = selected(engine)
    engine.submit(selection, [json.dumps({"text": "first"})])
    other = selected(engine, RULE + 'warn contains "other"')
    with pytest.raises(PolicyError):
        engine.load(policies("package"))
    engine.submit(other, ["{}"])
    assert values(engine.collect()[0]) == {"deny": ("first",)}
    assert values(engine.collect()[0]) == {"warn": ("other",)}


def test_a_killed_child_is_replaced_and_knows_what_the_old_one_knew(engine: Embedded) -> None:
    selection = selected(engine)
    echo(engine, selection, "before")
    first = pid_of(engine)
    os.kill(first, signal.SIGKILL)
    echo(engine, selection, "after")
    assert pid_of(engine) != first


def test_a_child_killed_in_the_middle_of_an_answer_loses_nothing(engine: Embedded) -> None:
    selection = selected(engine)
    texts = [json.dumps({"text": "y" * 200_000 + str(i)}) for i in range(30)]
    engine.submit(selection, texts)
    engine.submit(selection, [json.dumps({"text": "next"})])
    time.sleep(0.05)
    os.kill(pid_of(engine), signal.SIGKILL)
    assert [values(a)["deny"][0][-2:] for a in engine.collect()] == [f"y{i}"[-2:] for i in range(30)]
    assert values(engine.collect()[0]) == {"deny": ("next",)}


def test_closing_twice_is_fine_and_a_closed_engine_says_so(engine: Embedded) -> None:
    selected(engine)
    engine.close()
    engine.close()
    with pytest.raises(EngineError, match="closed"):
        engine.load(policies(ECHO))


def test_wrong_use_is_a_sentence(engine: Embedded) -> None:
    with pytest.raises(EngineError, match="nothing to collect"):
        engine.collect()
    with pytest.raises(EngineError, match="no selection 7"):
        engine.submit(7, [])
    with pytest.raises(EngineError, match="no policies are loaded under handle 3"):
        engine.select(3, ())
    with pytest.raises(EngineError, match="not a time"):
        engine.load(policies(ECHO, now="yesterday"))


@ONLY_LINUX
def test_no_zombie_is_left_by_any_end(engine: Embedded) -> None:
    os.kill(pid_of(engine), signal.SIGKILL)
    with pytest.raises(EngineError, match="killed from outside"):
        selected(engine)
    selected(engine)
    engine.close()
    with pytest.raises(EngineError):
        Embedded(binary="/nonexistent/engine")
    dropped = Embedded()
    del dropped
    assert zombies() == []


@ONLY_LINUX
def test_the_child_has_no_environment_no_other_files_and_cannot_open_any() -> None:
    read, write = os.pipe()
    os.set_inheritable(write, True)
    os.environ["POLICYLINT_TEST_SECRET"] = "s3cret"
    engine = Embedded()
    engine.load(policies(ECHO))
    proc = Path(f"/proc/{pid_of(engine)}")
    targets = [os.readlink(fd) for fd in (proc / "fd").iterdir()]
    assert (proc / "environ").read_bytes() == b""
    assert os.readlink(f"/proc/self/fd/{write}") not in targets
    limits = {line[:26].strip(): line[26:].split()[0] for line in (proc / "limits").read_text().splitlines()}
    assert limits["Max file size"] == limits["Max core file size"] == "0"
    assert int(limits["Max open files"]) < 16
    assert limits["Max address space"] != "unlimited"
    engine.close()
    for fd in (read, write):
        os.close(fd)
    del os.environ["POLICYLINT_TEST_SECRET"]


def test_a_forked_process_gets_a_child_of_its_own_and_leaves_the_first_alone() -> None:
    engine = Embedded()
    selection = selected(engine)
    engine.submit(selection, [json.dumps({"text": "pending"})])
    mine = pid_of(engine)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            echoed = values(engine.collect()[0]) == {"deny": ("pending",)}
            echo(engine, selection, "forked")
            code = 0 if echoed and pid_of(engine) != mine else 2
            engine.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert values(engine.collect()[0]) == {"deny": ("pending",)}
    echo(engine, selection, "parent")
    assert pid_of(engine) == mine
    engine.close()


@ONLY_LINUX
def test_the_child_ends_when_its_parent_is_killed() -> None:
    script = """
        from policylint.engine.embedded import Embedded
        engine = Embedded()
        engine.opa_version
        print(engine._talk.line._child.pid, flush=True)
        import time
        time.sleep(60)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_ctrl_c_is_for_the_parent(engine: Embedded) -> None:
    selection = selected(engine)
    os.kill(pid_of(engine), signal.SIGINT)
    before = pid_of(engine)
    echo(engine, selection, "still here")
    assert pid_of(engine) == before


def test_a_missing_or_broken_binary_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is not built") as missing:
        Embedded(binary=str(tmp_path / "nothing"))
    assert missing.value.hint == "Run: pip install ."
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF but not really")
    broken.chmod(0o755)
    with pytest.raises(EngineError, match="cannot be started"):
        Embedded(binary=str(broken))
    broken.chmod(0o600)
    with pytest.raises(EngineError, match="cannot be started: Permission denied"):
        Embedded(binary=str(broken))


def test_an_engine_started_early_is_the_one_that_is_used() -> None:
    spawn.early()
    early = spawn._early
    assert early is not None
    engine = Embedded()
    assert pid_of(engine) == early.pid
    other = Embedded()
    assert pid_of(other) != early.pid
    engine.close()
    other.close()


FAKE = """#!{python}
import json, os, sys, time
def say(text): sys.stdout.write(text); sys.stdout.flush()
hello = json.loads(sys.stdin.readline())
say(json.dumps({{"id": hello["id"], "ok": {{"opa": "1.22.2"}}}}) + "\\n")
request = json.loads(sys.stdin.readline())
{act}
"""

LOADED = '{"handle": 1, "packages": [], "notes": []}'
WRONG = {
    "no JSON": ('say("this is no JSON\\n")', "wrong shape"),
    "a list": ('say("[1]\\n")', "wrong shape"),
    "another question's answer": ('say(json.dumps({"id": 99, "ok": {}}) + "\\n")', "nobody asked"),
    "neither ok nor error": ('say(json.dumps({"id": 2}) + "\\n")', "wrong shape"),
    "an error without a message": ('say(json.dumps({"id": 2, "error": {"kind": "x"}}) + "\\n")', "wrong shape"),
    "fields that are missing": ('say(json.dumps({"id": 2, "ok": {"handle": 1}}) + "\\n")', "wrong shape"),
    "fields of another type": (
        'say(json.dumps({"id": 2, "ok": {"handle": 1, "packages": [3], "notes": []}}) + "\\n")',
        "wrong shape",
    ),
    "nesting without end": ('say("[" * 200000 + "\\n")', "wrong shape"),
    "a line without end": ('say("x" * 3000000); time.sleep(30)', "more than"),
    "silence": ("time.sleep(30)", "said nothing for 1 seconds and was stopped"),
    "the end": ("sys.exit(0)", "ended without an answer \\(exit code 0\\)"),
    "half an answer": ('say(\'{"id": 2, "ok\'); sys.exit(7)', "ended without an answer \\(exit code 7\\)"),
    "a signal": ("os.kill(os.getpid(), 11)", "ended by signal 11 \\(SIGSEGV\\)"),
    "a reason": (
        'sys.stderr.write("policylint-engine: out of ideas\\n"); sys.exit(4)',
        "The engine stopped: out of ideas\\.",
    ),
    "a crash of Go": ('sys.stderr.write("fatal error: runtime: out of memory\\n"); sys.exit(2)', "ran out of memory"),
    "a panic": ('sys.stderr.write("panic: oops\\n\\ngoroutine 1\\n"); sys.exit(2)', "The engine crashed: panic: oops"),
}


def fake(folder: Path, act: str) -> str:
    """A program that greets like the engine and then does `act`: the real one cannot be made to answer wrongly."""
    path = folder / "engine"
    path.write_text(FAKE.format(python=sys.executable, act=act))
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("threads", [False, True], ids=["poll", "threads"])
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_a_sentence(case: str, threads: bool, tmp_path: Path) -> None:
    act, words = WRONG[case]
    if threads and case == "a line without end":
        words = "more than|ended without an answer"
    engine = Embedded(Limits(silence=1, answer=0.0, result=-7.5), binary=fake(tmp_path, act), threads=threads)
    with pytest.raises(EngineError, match=words):
        engine.load(policies(ECHO))
    engine.close()


CHUNK = f"""
say(json.dumps({{"id": 2, "ok": {LOADED}}}) + "\\n")
json.loads(sys.stdin.readline())
say(json.dumps({{"id": 3, "ok": {{"selection": 1}}}}) + "\\n")
json.loads(sys.stdin.readline())
sys.stdin.readline()
say(json.dumps({{"id": 4, "ok": ANSWER}}) + "\\n")
time.sleep(5)
"""

WRONG_ANSWERS = {
    "too few": '{"n": 0, "some": []}',
    "too many": '{"n": 2, "some": []}',
    "no number": '{"some": []}',
    "an input that is not there": '{"n": 1, "some": [{"i": 5}]}',
    "an ask that is not there": '{"n": 1, "some": [{"i": 0, "v": [[9, ["x"]]]}]}',
    "values that are no list": '{"n": 1, "some": [{"i": 0, "v": 3}]}',
    "faults that are no list": '{"n": 1, "some": [{"i": 0, "f": [3]}]}',
}


@pytest.mark.parametrize("case", WRONG_ANSWERS)
def test_an_answer_of_a_wrong_shape_is_never_taken_for_clean(case: str, tmp_path: Path) -> None:
    act = CHUNK.replace("ANSWER", WRONG_ANSWERS[case])
    engine = Embedded(Limits(silence=5), binary=fake(tmp_path, act))
    loaded = engine.load(policies(ECHO))
    engine.submit(engine.select(loaded.handle, ()), ["{}"])
    with pytest.raises(EngineError, match="wrong shape"):
        engine.collect()
    engine.close()


def run_binary(stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([spawn.BINARY], input=stdin, capture_output=True, env={}, timeout=20, check=False)


def test_the_binary_answers_what_it_cannot_read_and_ends_with_an_error() -> None:
    for stdin in (b"no JSON\n", b'{"op": "eval", "id": 1, "count": 3}\n{}\n', b'{"op": "hello", "id": 1}'):
        done = run_binary(stdin)
        assert done.returncode == 2
        assert b'"error"' in done.stdout
        assert done.stderr.startswith(b"policylint-engine: ")


def test_the_binary_ends_quietly_when_there_is_nothing_more() -> None:
    done = run_binary(b'{"op": "hello", "id": 1}\n{"op": "bye", "id": 2}\n')
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]
    assert run_binary(b"").returncode == 0


def test_the_binary_refuses_what_it_does_not_know() -> None:
    done = run_binary(b'{"op": "rewrite-everything", "id": 5}\n')
    assert json.loads(done.stdout)["error"]["message"] == 'there is no operation "rewrite-everything"'
