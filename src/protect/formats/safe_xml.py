"""XML from strangers as small trees that know their lines. No document types, no entities, no other files, no deep nesting.

defusedxml refuses the declarations behind entity bombs; depth and size are limited here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from protect.formats.saying import sentence
from protect.formats.tables import InputError

#: Elements within elements; captions and schedules need fewer than ten.
DEEPEST = 60
#: Elements in one file: a schedule of a large congress has some 50,000.
MOST_ELEMENTS = 500_000

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*\bencoding\s*=", re.IGNORECASE)
#: What XML 1.0 cannot carry at all, not even escaped.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass
class Element:
    """One element: names without their namespace, the line where it begins (from 1), texts and elements in order."""

    name: str
    line: int
    attributes: dict[str, str]
    #: Namespace of the element, empty where it has none.
    namespace: str = ""
    children: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> Iterator[Element]:
        return (child for child in self.children if isinstance(child, Element))

    def all(self, name: str) -> list[Element]:
        return [one for one in self.elements if one.name == name]

    def first(self, name: str) -> Element | None:
        return next((one for one in self.elements if one.name == name), None)

    def text(self) -> str:
        """All text within, in order."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def below(self) -> Iterator[Element]:
        """Itself and every element within, in the order of the file."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(list(one.elements)))


class _Builder:
    """Receives the events of the parser. Attributes lose their namespace, but ``xml:`` ones keep ``xml:`` before them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parser: Any = None
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if len(self.open) >= DEEPEST:
            raise InputError(
                sentence(
                    "%(file)s, line %(line)d: elements are nested more than %(most)d deep",
                    file=self.file,
                    line=line,
                    most=DEEPEST,
                )
            )
        if self.count > MOST_ELEMENTS:
            raise InputError(
                sentence(
                    "%(file)s, line %(line)d: more than %(most)d elements",
                    file=self.file,
                    line=line,
                    most=MOST_ELEMENTS,
                )
            )
        namespace, _, name = tag.rpartition("}")
        element = Element(name, line, {_short(key): value for key, value in attributes.items()}, namespace.lstrip("{"))
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def data(self, text: str) -> None:
        if self.open:
            children = self.open[-1].children
            if children and isinstance(children[-1], str):
                children[-1] += text
            else:
                children.append(text)

    def end(self, tag: str) -> None:
        self.open.pop()

    def close(self) -> Element | None:
        return self.root


def _short(name: str) -> str:
    namespace, _, local = name.rpartition("}")
    return f"xml:{local}" if namespace == "{http://www.w3.org/XML/1998/namespace" else local


def parse(file: str, content: bytes, text: str | None = None) -> Element:
    """The root element. ``text``: the same decoded, for files that declare no encoding.

    Raises InputError with file and line for what is not well-formed, declares entities, or is too deep or too large.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    builder = _Builder(file)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    declared = _DECLARED.match(content) or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        parser.feed(content if declared or text is None else text.lstrip("\ufeff"))
        root = parser.close()
    except DefusedXmlException as error:
        raise InputError(
            sentence(
                "%(file)s, line %(line)d: a document type or entities are declared; save it without",
                file=file,
                line=parser.parser.CurrentLineNumber,
            )
        ) from error
    except ParseError as error:
        line = error.position[0] if getattr(error, "position", None) else 1
        raise InputError(
            sentence(
                "%(file)s, line %(line)d: not well-formed XML (%(why)s)",
                file=file,
                line=line,
                why=str(error).split(":")[0],
            )
        ) from error
    except (LookupError, UnicodeError) as error:
        raise InputError(
            sentence("%(file)s, line 1: the encoding it names is not known; save it as UTF-8", file=file)
        ) from error
    except ValueError as error:  # what expat's Python wrapper raises for multi-byte encodings
        if isinstance(error, InputError):
            raise
        raise InputError(sentence("%(file)s, line 1: %(why)s; save it as UTF-8", file=file, why=str(error))) from error
    if root is None:
        raise InputError(sentence("%(file)s holds no XML element", file=file))
    return root  # type: ignore[no-any-return]
