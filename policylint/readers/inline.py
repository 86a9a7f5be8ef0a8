"""Markdown inside a line: links as their text, marks and tags away, words counted."""

from __future__ import annotations

import re

# Every repetition that may fail behind itself is bounded: bodies come from strangers and lines can be long.
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\](?:\([^()]{0,2000}(?:\([^()]{0,200}\)[^()]{0,200}){0,3}\)|\[[^\[\]]{0,200}\])")
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,500})\]"
    r"\(\s{0,9}<?([^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,200}){0,3})>?(?:\s{1,9}[\"'(][^)]{0,300})?\)"
)
_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]]{0,200}\]")
_AUTOLINK = re.compile(
    r"<((?:https?://|mailto:)[^\s<>]{1,2000}|[^\s<>@]{1,100}@[^\s<>@.]{1,100}(?:\.[^\s<>@.]{1,100}){1,9})>",
    re.IGNORECASE,
)
_BARE = re.compile(r"https?://[^\s<>()\"'`\]]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.@/])[\w.+-]{1,64}@[\w-]{1,100}(?:\.[\w-]{1,100}){1,9}")
_HREF = re.compile(r"<a\s[^<>]{0,500}?href\s?=\s?[\"']([^\"'<>]{1,2000})", re.IGNORECASE)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|code|em|font|i|kbd|mark|s|small|span|strong|su[bp]|u)(?:\s[^<>]*)?>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TEMPLATE = re.compile(
    r"\[?\b(?:more information needed(?: for further recommendations)?|needs more information)\b\.?\]?"
    r"|\{\{.*?(?:\}\}|$)",
    re.IGNORECASE,
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OPTIONAL = re.compile(r"\\?[\[(]optional\\?[\])]", re.IGNORECASE)
_LONGEST_TITLE = 300


def plain(line: str) -> str:
    """The line as a reader sees it: links and tags reduced to their text, images gone, code marks kept."""
    if "[" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub(" ", line))
        line = _REFERENCE.sub(r"\1", line)
    if "<" in line:
        line = _TAG.sub(" ", _INLINE_TAG.sub("", _AUTOLINK.sub(r"\1", line)))
    return line.rstrip()


def links(line: str) -> list[str]:
    """Targets of the line's links, bare addresses and e-mail addresses, in no particular order, each once."""
    found: dict[str, None] = {}
    if "](" in line:
        found.update(dict.fromkeys(match[1] for match in _LINK.findall(_IMAGE.sub(" ", line)) if match[1]))
    if "<" in line:
        found.update(dict.fromkeys(_HREF.findall(line)))
    if "://" in line:
        found.update(dict.fromkeys(match.rstrip(".,;:!?*_") for match in _BARE.findall(_IMAGE.sub(" ", line))))
    if "@" in line:
        found.update(dict.fromkeys(mail for mail in _EMAIL.findall(line) if f"mailto:{mail}" not in found))
    return list(found)


def count_words(text: str) -> int:
    """Blank-separated tokens with a letter or digit; two ideographs or kana count as one word."""
    count = 0
    for token in text.split():
        if any(character.isalnum() for character in token):
            wide = 0 if token.isascii() else len(_WIDE.findall(token))
            count += max(1, (wide + 1) // 2)
    return count


def without_template(text: str) -> tuple[str, bool]:
    """The text without what a template left in it, and whether there was any."""
    rest, found = _TEMPLATE.subn(" ", text)
    return rest, found > 0


def title(text: str) -> str:
    """A heading's words: no emphasis, links, anchors, closing marks or "[optional]"."""
    text = _OPTIONAL.sub("", plain(text[:_LONGEST_TITLE].strip().rstrip("#")))
    text = re.sub(r"\{#[^}]*\}\s*$", "", text)
    return " ".join(re.sub(r"[*`]|\b_+|_+\b|~~", "", text).split()).rstrip(":").strip()
