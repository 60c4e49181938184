"""What a reference document may contain, read from YAML nodes so that every complaint names its line.

A field reads one node and returns a plain Python value (text, whole number, number, truth value, list, dict).
Fields nest: ``Record`` has named fields, ``ListOf`` and ``MapOf`` repeat one. Nothing here knows Django.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

Path = tuple[str | int, ...]

TAG = "tag:yaml.org,2002:"
# Control characters never belong into a text, and PostgreSQL refuses NUL in JSON.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
KEY = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*\Z")
WHOLE = re.compile(r"[+-]?[0-9]{1,9}\Z")


class ReferenceDataError(ValueError):
    """A reference document is wrong; the text says ``file:line: what is wrong and what to do``."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line, self.problem = file, line, problem
        #: Where the value stands in the document, if one value is wrong.
        self.path: Path = ()
        super().__init__(f"{file}:{line}: {problem}")


def spelled(path: Path) -> str:
    """``("content", "bands", 0, "label")`` as ``content.bands[1].label``: people count from one."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the document"


@dataclass
class Reading:
    """One document while it is being read: where each value stands and which texts are for translators."""

    file: str
    vocabularies: Mapping[str, Collection[str]]
    lines: dict[Path, int] = field(default_factory=dict)
    messages: list[tuple[int, str]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def enter(self, node: yaml.Node, path: Path) -> None:
        self.lines[path] = node.start_mark.line + 1
        if id(node) in self.seen:
            self.fail(path, f"{spelled(path)} repeats another place by an alias (*); write the value out instead.")
        self.seen.add(id(node))

    def line(self, path: Path) -> int:
        """Line of the value at ``path``, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fail(self, path: Path, problem: str) -> NoReturn:
        error = ReferenceDataError(self.file, self.line(path), problem)
        error.path = path
        raise error


class Field:
    """One value of a document."""

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> Any:
        raise NotImplementedError

    def translated(self, value: Any, translate: Callable[[str], str]) -> Any:
        """The same value with every text for people passed through ``translate``."""
        return value


def scalar(node: yaml.Node, path: Path, reading: Reading, expected: str) -> tuple[str, str]:
    """Tag (without its prefix) and text of a node that must be a single value."""
    reading.enter(node, path)
    if not isinstance(node, yaml.ScalarNode):
        reading.fail(path, f"{spelled(path)} should be {expected}, not a list or a group of keys.")
    tag = node.tag.removeprefix(TAG)
    if tag == "null":
        reading.fail(path, f"{spelled(path)} is empty; write {expected} or remove the key.")
    return tag, node.value


@dataclass
class Text(Field):
    """Text; ``translate`` marks what people read. Line breaks at both ends are dropped."""

    translate: bool = True
    longest: int = 2000

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> str:
        tag, value = scalar(node, path, reading, "a text")
        if tag != "str":
            reading.fail(path, f'{spelled(path)} should be a text; put it in quotes: "{value[:40]}".')
        value = value.strip()
        if not value:
            reading.fail(path, f"{spelled(path)} is empty; write a text or remove the key.")
        if len(value) > self.longest:
            reading.fail(path, f"{spelled(path)} has {len(value)} characters; {self.longest} is the limit. Shorten it.")
        if found := UNPRINTABLE.search(value):
            reading.fail(path, f"{spelled(path)} contains the unprintable character {found.group()!r}; remove it.")
        if self.translate:
            reading.messages.append((reading.lines[path], value))
        return value

    def translated(self, value: str, translate: Callable[[str], str]) -> str:
        return translate(value) if self.translate and value else value


@dataclass
class Code(Field):
    """A short name for programs; ``one_of`` or ``vocabulary`` closes the choice."""

    one_of: Collection[str] = ()
    vocabulary: str = ""
    pattern: re.Pattern[str] = CODE

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> str:
        tag, value = scalar(node, path, reading, "a code")
        if tag != "str":
            reading.fail(path, f'{spelled(path)} should be a code; put it in quotes: "{value[:40]}".')
        allowed = reading.vocabularies.get(self.vocabulary, ()) if self.vocabulary else self.one_of
        if allowed or self.vocabulary:
            if value not in allowed:
                what = f"a {self.vocabulary}" if self.vocabulary else "known here"
                reading.fail(
                    path, f"{spelled(path)}: '{value[:40]}' is not {what}; use one of {', '.join(allowed) or '(none)'}."
                )
        elif len(value) > 60 or not self.pattern.match(value):
            reading.fail(
                path,
                f"{spelled(path)}: '{value[:40]}' is not a code; use up to 60 small letters, digits and "
                f"{'hyphens' if self.pattern is KEY else 'underscores'}, a letter first.",
            )
        return value


@dataclass
class Whole(Field):
    """A whole number between ``least`` and ``most``."""

    least: int
    most: int

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> int:
        tag, value = scalar(node, path, reading, "a whole number")
        if tag != "int" or not WHOLE.match(value):
            reading.fail(path, f"{spelled(path)}: '{value[:40]}' should be a whole number.")
        number = int(value)
        if not self.least <= number <= self.most:
            reading.fail(path, f"{spelled(path)} is {number}; it must be between {self.least} and {self.most}.")
        return number


@dataclass
class Number(Field):
    """A number between ``least`` and ``most``."""

    least: float
    most: float

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> float:
        tag, value = scalar(node, path, reading, "a number")
        try:
            number = float(value) if tag in {"int", "float"} else math.nan
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            reading.fail(path, f"{spelled(path)}: '{value[:40]}' should be a number, with a point for decimals.")
        if not self.least <= number <= self.most:
            reading.fail(path, f"{spelled(path)} is {number:g}; it must be between {self.least:g} and {self.most:g}.")
        return number


@dataclass
class Flag(Field):
    """Yes or no, written ``true`` or ``false``."""

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> bool:
        tag, value = scalar(node, path, reading, "true or false")
        if tag != "bool":
            reading.fail(path, f"{spelled(path)}: '{value[:40]}' should be true or false, without quotes.")
        return value.lower() in {"true", "yes", "on"}


@dataclass
class ListOf(Field):
    """A list; ``unique`` names the key (or "" for the item itself) that no two items may share."""

    item: Field
    least: int = 1
    most: int = 1000
    unique: str | None = None

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> list[Any]:
        reading.enter(node, path)
        if not isinstance(node, yaml.SequenceNode):
            reading.fail(path, f"{spelled(path)} should be a list: one item a line, each beginning with '- '.")
        items = [self.item.read(child, (*path, index), reading) for index, child in enumerate(node.value)]
        if not self.least <= len(items) <= self.most:
            reading.fail(path, f"{spelled(path)} has {len(items)} items; it needs {self.least} to {self.most}.")
        if self.unique is not None:
            first: dict[Any, int] = {}
            for index, item in enumerate(items):
                value = item[self.unique] if self.unique else item
                if value in first:
                    reading.fail(
                        (*path, index),
                        f"{spelled((*path, index))} repeats '{value}' of line {reading.line((*path, first[value]))}; "
                        "each may occur once. Rename or remove one.",
                    )
                first[value] = index
        return items

    def translated(self, value: list[Any], translate: Callable[[str], str]) -> list[Any]:
        return [self.item.translated(item, translate) for item in value]


def pairs(node: yaml.Node, path: Path, reading: Reading) -> Iterator[tuple[str, int, yaml.Node]]:
    """Key, its line and value node of a mapping; each key is a text and there once."""
    reading.enter(node, path)
    if not isinstance(node, yaml.MappingNode):
        reading.fail(path, f"{spelled(path)} should be a group of 'key: value' lines.")
    known: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != TAG + "str":
            raise ReferenceDataError(reading.file, line, f"In {spelled(path)} a key is not a plain word; rename it.")
        key = key_node.value
        if key in known:
            raise ReferenceDataError(
                reading.file, line, f"In {spelled(path)} the key '{key[:40]}' is there twice (line {known[key]} too)."
            )
        known[key] = line
        yield key, line, value_node


class Record(Field):
    """Named fields, all required but those added by ``maybe``."""

    def __init__(self, **fields: Field) -> None:
        self.fields = fields
        self.optional: set[str] = set()

    def maybe(self, **fields: Field) -> Record:
        """The same record with further fields that may be absent."""
        self.fields |= fields
        self.optional |= fields.keys()
        return self

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> dict[str, Any]:
        content: dict[str, Any] = {}
        nodes: dict[str, yaml.Node] = {}
        for key, line, value_node in pairs(node, path, reading):
            if key not in self.fields:
                raise ReferenceDataError(
                    reading.file,
                    line,
                    f"{spelled((*path, key[:40]))} is unknown; the keys here are {', '.join(self.fields)}.",
                )
            nodes[key] = value_node
        for key, kind in self.fields.items():
            if key in nodes:
                content[key] = kind.read(nodes[key], (*path, key), reading)
            elif key not in self.optional:
                reading.fail(path, f"{spelled((*path, key))} is missing; add it.")
        return content

    def translated(self, value: dict[str, Any], translate: Callable[[str], str]) -> dict[str, Any]:
        return {
            key: self.fields[key].translated(item, translate) if key in self.fields else item
            for key, item in value.items()
        }


@dataclass
class MapOf(Field):
    """One value for each code of a vocabulary (or of ``codes``); all of them must be there."""

    value: Field
    vocabulary: str = ""
    codes: Collection[str] = ()

    def read(self, node: yaml.Node, path: Path, reading: Reading) -> dict[str, Any]:
        codes = list(reading.vocabularies.get(self.vocabulary, ()) if self.vocabulary else self.codes)
        content: dict[str, Any] = {}
        for key, line, value_node in pairs(node, path, reading):
            if key not in codes:
                raise ReferenceDataError(
                    reading.file,
                    line,
                    f"{spelled((*path, key[:40]))} is unknown; the keys here are {', '.join(codes)}.",
                )
            content[key] = self.value.read(value_node, (*path, key), reading)
        if missing := [code for code in codes if code not in content]:
            reading.fail(path, f"{spelled(path)} lacks {', '.join(missing)}; add one entry for each.")
        return content

    def translated(self, value: dict[str, Any], translate: Callable[[str], str]) -> dict[str, Any]:
        return {key: self.value.translated(item, translate) for key, item in value.items()}
