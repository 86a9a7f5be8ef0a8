"""What conftest's users type, and how policylint wants it."""

from __future__ import annotations

_PULL = "Fetch the policies first, with git or oras; then: --policy DIR"
_OPTIONS = {
    "--fail-on-warn": "In policylint: --fail-on warning",
    "--no-fail": "Nothing turns a 1 or 2 into 0. Where a failure should not stop you, ignore the exit code.",
    "--update": _PULL,
    "-u": _PULL,
    "--parser": "policylint reads YAML and JSON by their names and contents. Convert other formats to JSON first.",
    "--strict": "Not needed: what the strict compiler finds in your policies is always shown, as notes.",
    "--trace": "policylint has no trace. To see one: opa eval --explain full --data DIR --input FILE data.main.deny",
    "-o": "To print another format: --format json. To write one to a file as well: --output json=FILE",
    "--rego-version": "Policies are read as Rego v1; for v0: --rego-v0",
    "--show-builtin-errors": "Not needed: a function that fails is always reported, and the run is not decided (2).",
    "--suppress-exceptions": "Not needed: what an exception waives never blocks; --quiet does not show it.",
    "--no-color": "Set the variable NO_COLOR=1",
    "--capabilities": "Not needed: policies can use no network, environment or files.",
    "--config-file": "In policylint: --config FILE, in a format of its own (docs/configuration.md)",
    "-c": "In policylint: --config FILE, in a format of its own (docs/configuration.md)",
    "--proto-file-dirs": "policylint reads YAML and JSON. Convert text protocol buffers to JSON first.",
    "--github-hide-passed": "Not needed: --format github shows findings only.",
    "--tls": "policylint fetches nothing itself.",
    "--junit-hide-message": "policylint has no such option; its JUnit report has one message a failure.",
}
_COMMANDS = {
    "test": "conftest test is policylint check: policylint check --policy policy PATH",
    "verify": "To run the tests of policies: policylint rules test DIR",
    "pull": _PULL,
    "push": "policylint does not publish policies: use git or oras.",
    "parse": "policylint does not print what it reads; for the input of the shipped rules: policylint input PATH",
    "fmt": "To format policies: opa fmt --write DIR",
    "doc": "policylint writes no pages about policies of your own.",
    "reformat": "Write all formats at once: policylint check --format text --output json=FILE --output junit=FILE PATH",
    "plugin": "policylint has no plugins.",
}


def for_option(option: str) -> str | None:
    """What to write in place of an option of conftest's; None for any other."""
    return _OPTIONS.get(option)


def for_command(name: str) -> str | None:
    """What to do in place of a command of conftest's; None for any other."""
    return _COMMANDS.get(name)
