"""Two versions of a configuration, a list of waivers or thresholds -> what each step makes looser or tighter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.config import Config
    from policylint.model.documents import Json


@dataclass(frozen=True, slots=True)
class Step:
    """One difference: what it is about, how it goes, one clause, and where the head says it."""

    what: str
    how: str
    say: str
    pointer: str


def config_steps(before: Config, after: Config) -> Iterator[Step]:
    """What a new configuration changes, key by key."""
    if before.fail_on != after.fail_on:
        how = "loosened" if after.fail_on == "error" else "tightened"
        yield Step("config", how, f"lets {after.fail_on}s block in place of {before.fail_on}s", "/fail_on")
    if before.undecided != after.undecided:
        how = "loosened" if after.undecided == "warn" else "tightened"
        yield Step(
            "config", how, f"makes what is undecided {after.undecided} in place of {before.undecided}", "/undecided"
        )
    yield from _selection(before.select, after.select)
    yield from _reasoned("disable", "disables", "enables", before.disable, after.disable)
    yield from _reasoned("exclude", "excludes", "includes", before.exclude, after.exclude)
    if before.stages != after.stages:
        yield Step("config", "changed", "maps stages in another way", "/stages")
    yield from _params(before.params, after.params)
    for key in ("rules", "policies", "data"):
        yield from _folders(key, getattr(before, key), getattr(after, key))


def _selection(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Step]:
    if before == after:
        return
    if not before or not after:
        how = "changed" if before else "loosened"
        yield Step("config", how, "selects other rules", "/select")
        return
    for term in sorted(set(before) - set(after)):
        yield Step("config", "loosened", f"no longer selects {term}", "/select")
    for number, term in enumerate(after):
        if term not in before:
            yield Step("config", "tightened", f"selects {term} as well", f"/select/{number}")


def _reasoned(
    key: str, adds: str, takes: str, before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> Iterator[Step]:
    old, new = [name for name, _ in before], [name for name, _ in after]
    for number, name in enumerate(new):
        if name not in old:
            yield Step("config", "loosened", f"{adds} {name}", f"/{key}/{number}")
    for name in old:
        if name not in new:
            yield Step("config", "tightened", f"{takes} {name} again", f"/{key}" if new else "")


def _params(before: dict[str, dict[str, Json]], after: dict[str, dict[str, Json]]) -> Iterator[Step]:
    for rule in sorted(before.keys() | after.keys()):
        old, new = before.get(rule, {}), after.get(rule, {})
        for key in sorted(old.keys() | new.keys()):
            if key not in new:
                yield Step(
                    "params", "changed", f"takes {rule}.{key} back to its default", f"/params/{rule}" if new else ""
                )
            elif key not in old or old[key] != new[key]:
                was = f" (was {_shown(old[key])})" if key in old else ""
                yield Step(
                    "params", "changed", f"sets {rule}.{key} to {_shown(new[key])}{was}", f"/params/{rule}/{key}"
                )


def _folders(key: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Step]:
    what = "rules" if key == "rules" else "policies"
    for folder in before:
        if folder not in after:
            how = "changed" if key == "data" else "loosened"
            yield Step(what, how, f"no longer loads {folder}", f"/{key}" if after else "")
    for number, folder in enumerate(after):
        if folder not in before:
            how = "changed" if key == "data" else "tightened"
            yield Step(what, how, f"loads {folder} as well", f"/{key}/{number}")


def waiver_steps(before: Json, after: Json) -> Iterator[Step]:
    """What a new list of waivers changes, waiver by waiver."""
    old = {_waived(item): item for _, item in _items(before)}
    new = {_waived(item): (pointer, item) for pointer, item in _items(after)}
    for key, (pointer, item) in new.items():
        words = f"{key[0]} for {key[1]}"
        if key not in old:
            yield Step("waivers", "added", f"waives {words}", pointer)
            continue
        was, now = str(old[key].get("expires")), str(item.get("expires"))
        if was != now:
            how = "loosened" if now > was else "tightened"
            yield Step(
                "waivers", how, f"lets the waiver of {words} end on {now} in place of {was}", f"{pointer}/expires"
            )
        elif old[key] != item:
            yield Step("waivers", "changed", f"changes the waiver of {words}", pointer)
    for key in old:
        if key not in new:
            yield Step("waivers", "removed", f"no longer waives {key[0]} for {key[1]}", "")


def baseline_steps(before: bytes, after: bytes) -> Iterator[Step]:
    """Whether a new baseline hides more than the old one; what is taken out of it was solved."""
    from policylint.waivers.baseline import keys

    old, new = keys(before), keys(after)
    more = len(new - old)
    if more:
        count = f"{more} finding{'' if more == 1 else 's'}"
        yield Step("waivers", "loosened", f"takes {count} into the baseline, which then block no more", "")
    elif old != new:
        yield Step("waivers", "tightened", f"takes what was solved out of the baseline ({len(old - new)})", "")


def _items(content: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    holder, pointer = content, ""
    if isinstance(content, dict) and isinstance(content.get("spec"), dict):
        holder, pointer = content["spec"], "/spec"
    items = holder.get("items") if isinstance(holder, dict) else None
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield f"{pointer}/items/{number}", item


def _waived(item: dict[str, Json]) -> tuple[str, str, str]:
    return str(item.get("rule")), str(item.get("deployment")), str(item.get("pointer", ""))


def threshold_steps(before: Json, after: Json) -> Iterator[Step]:
    """What a new version of a ModelSystem changes about its thresholds."""
    old = {key: item for _, key, item in _thresholds(before)}
    new = {key: (pointer, item) for pointer, key, item in _thresholds(after)}
    for key, (pointer, item) in new.items():
        if key in old:
            yield from _bounds(key[0], pointer, old[key], item)
        else:
            yield Step("thresholds", "tightened", f"adds a threshold for {key[0]}", pointer)
    for key in old:
        if key not in new:
            yield Step(
                "thresholds", "loosened", f"takes the threshold for {key[0]} away", "/spec/thresholds" if new else ""
            )


def _bounds(metric: str, pointer: str, old: dict[str, Json], new: dict[str, Json]) -> Iterator[Step]:
    for bound, looser in (("min", -1), ("max", 1)):
        was, now = old.get(bound), new.get(bound)
        if was == now:
            continue
        where = f"{pointer}/{bound}" if bound in new else pointer
        if was is None:
            yield Step("thresholds", "tightened", f"gives {metric} a {bound} of {_shown(now)}", where)
        elif isinstance(was, (int, float)) and isinstance(now, (int, float)):
            how = "loosened" if (now - was) * looser > 0 else "tightened"
            yield Step("thresholds", how, f"sets the {bound} of {metric} to {_shown(now)} (was {_shown(was)})", where)
        else:
            yield Step("thresholds", "loosened", f"changes the {bound} of {metric} (was {_shown(was)})", where)
    rest = [{key: value for key, value in item.items() if key not in ("min", "max")} for item in (old, new)]
    if rest[0] != rest[1]:
        yield Step("thresholds", "changed", f"changes what the threshold for {metric} says", pointer)


def _thresholds(content: Json) -> Iterator[tuple[str, tuple[str, str, str], dict[str, Json]]]:
    spec = content.get("spec") if isinstance(content, dict) else None
    found = spec.get("thresholds") if isinstance(spec, dict) else None
    for number, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            key = (str(item.get("metric")), str(item.get("dataset", "")), str(item.get("slice", "")))
            yield f"/spec/thresholds/{number}", key, item


def _shown(value: Json) -> str:
    from json import dumps

    text = dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
