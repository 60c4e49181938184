"""TTML (https://www.w3.org/TR/ttml2/) and its profiles (IMSC, EBU-TT-D, DFXP): what is said, when and by whom.

Read through defusedxml. Emphasis, speakers (``ttm:agent``), languages of parts and ruby are carried; places on the screen,
colours and fonts are not, and are named. Elements inherit times, styles and the handling of blanks as the standard says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from protect.formats.captions import markup
from protect.formats.captions.cues import (
    LOST,
    REPAIRED,
    WRONG,
    Collector,
    Complaint,
    Cue,
    Track,
    shortened,
    without_empty_lines,
)
from protect.formats.captions.markup import Node, Tag
from protect.formats.captions.ttml_times import Rates
from protect.formats.captions.ttml_writing import write
from protect.formats.safe_xml import Element, parse
from protect.formats.saying import counted, sentence
from protect.formats.tables import InputError

__all__ = ["declares_encoding", "read", "write"]

_EMPHASIS = (
    ("b", "fontWeight", "bold"),
    ("i", "fontStyle", "italic"),
    ("u", "textDecoration", "underline"),
)
_KNOWN = {"begin", "end", "dur", "xml:id", "xml:lang", "xml:space", "style", "region", "agent", "timeContainer", "role"}
_KNOWN |= {name for _, name, _ in _EMPHASIS} | {"ruby"}


def declares_encoding(content: bytes) -> bool:
    """Whether the file itself says how it is written; then nothing is guessed."""
    head = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or bool(re.match(rb"<\?xml[^>]*encoding", head))


def read(file: str, content: bytes, text: str) -> tuple[Track, tuple[Complaint, ...]]:
    """A track and what was noticed. ``text``: the same decoded, for files that declare no encoding."""
    root = parse(file, content, text)
    if root.name != "tt":
        raise InputError(
            sentence(
                "%(file)s, line %(line)d: the file begins with <%(tag)s>, TTML begins with <tt>",
                file=file,
                line=root.line,
                tag=shortened(root.name),
            )
        )
    return _Reader(file, root).read()


@dataclass(frozen=True)
class _Context:
    """What an element has from those around it. ``end``: milliseconds, None as long as nobody told one."""

    begin: int = 0
    end: int | None = None
    timed: bool = False
    preserve: bool = False
    emphasis: frozenset[str] = frozenset()
    agent: str = ""
    language: str = ""
    #: ``body`` and ``div`` around, the outermost first: what they say of look, speaker and language holds within.
    around: tuple[Element, ...] = ()


@dataclass
class _Blanks:
    """Where the text of a cue stands while blanks are collapsed."""

    after_blank: bool = True


class _Reader(Collector):
    def __init__(self, file: str, root: Element) -> None:
        super().__init__(file)
        self.root = root
        self.rates = Rates.of(root.attributes)
        self.styles = {
            one.attributes["xml:id"]: one for one in root.below() if one.name == "style" and "xml:id" in one.attributes
        }
        self.agents = {
            one.attributes["xml:id"]: " ".join("".join(name.text() for name in one.all("name")).split())
            for one in root.below()
            if one.name == "agent" and "xml:id" in one.attributes
        }
        self.placed = 0
        self.looks: set[str] = set()
        self.resolved: dict[str, dict[str, str]] = {}

    def read(self) -> tuple[Track, tuple[Complaint, ...]]:
        attributes = self.root.attributes
        if attributes.get("timeBase", "media") != "media":
            self.say(
                WRONG,
                self.root.line,
                sentence(
                    "times of a '%(clock)s' clock are read as times of the recording",
                    clock=shortened(attributes["timeBase"]),
                ),
            )
        language = attributes.get("xml:lang", "").strip()
        context = _Context(preserve=attributes.get("xml:space") == "preserve", language=language)
        body = self.root.first("body")
        if body is not None:
            self.container(body, replace(self.inside(body, context, context.begin), around=(body,)))
        if self.placed:
            self.say(
                LOST,
                0,
                counted(
                    "places on the screen (regions) of %(count)d cue",
                    "places on the screen (regions) of %(count)d cues",
                    count=self.placed,
                ),
            )
        if self.looks:
            self.say(LOST, 0, sentence("the look: %(names)s", names=shortened(", ".join(sorted(self.looks)))))
        return self.track(language=language), self.sorted()

    def container(self, element: Element, context: _Context) -> None:
        """``body`` and ``div``: their paragraphs, at once or one after the other."""
        after = context.begin
        for child in element.elements:
            if child.name not in ("div", "p"):
                if child.name not in ("metadata", "set", "animate", "agent", "title", "desc", "copyright"):
                    self.say(
                        LOST, child.line, sentence("<%(tag)s> holds no text that is read", tag=shortened(child.name))
                    )
                continue
            within = self.inside(child, context, after)
            if child.name == "div":
                self.container(child, replace(within, around=(*context.around, child)))
            else:
                self.paragraph(child, within)
            if element.attributes.get("timeContainer") == "seq":
                after = within.end if within.end is not None else within.begin

    def inside(self, element: Element, context: _Context, reference: int) -> _Context:
        """The context within an element; ``reference``: milliseconds from which its times count."""
        attributes = element.attributes
        times = {name: self.time(element, name) for name in ("begin", "end", "dur") if name in attributes}
        begin = reference + (times.get("begin") or 0)
        ends = [context.end] if context.end is not None else []
        if times.get("end") is not None:
            ends.append(reference + (times["end"] or 0))
        if times.get("dur") is not None:
            ends.append(begin + (times["dur"] or 0))
        space = attributes.get("xml:space")
        return replace(
            context,
            begin=begin,
            end=min(ends) if ends else None,
            timed=context.timed or bool(times),
            preserve=space == "preserve" if space else context.preserve,
        )

    def time(self, element: Element, name: str) -> int | None:
        told = element.attributes[name]
        found = self.rates.milliseconds(told)
        if found is None:
            self.say(
                WRONG,
                element.line,
                sentence("the time %(name)s='%(time)s' cannot be read", name=name, time=shortened(told)),
            )
        return found

    def paragraph(self, element: Element, context: _Context) -> None:
        spans = [
            one for one in element.elements if one.name == "span" and {"begin", "end", "dur"} & one.attributes.keys()
        ]
        outside = "".join(
            one if isinstance(one, str) else "" if one in spans else one.text() for one in element.children
        )
        if spans and not outside.strip():
            after = context.begin
            for span in spans:
                within = self.inside(span, context, after)
                self.one_cue(span, within, (element,))
                if element.attributes.get("timeContainer") == "seq" and within.end is not None:
                    after = within.end
            return
        if spans:
            self.say(LOST, element.line, sentence("times of parts of the text"))
        self.one_cue(element, context, ())

    def one_cue(self, element: Element, context: _Context, paragraph: tuple[Element, ...]) -> None:
        """``paragraph``: around a part that has times of its own."""
        nodes = self.nodes(element, context, _Blanks())
        for one in reversed((*context.around, *paragraph)):
            nodes = self.wrapped(one, nodes, context, self.properties(one))
        payload = markup.render(nodes)
        if not context.preserve:
            payload = re.sub(r" ((?:</[a-z]{1,4}>){0,20})(?=\n|$)", r"\1", payload)
        text, emptied = without_empty_lines(payload)
        if not text and not context.timed:
            return
        if emptied and markup.plain(payload).strip():
            self.say(REPAIRED, element.line, sentence("empty lines within the text are taken out"))
        if context.end is None:
            self.say(
                WRONG, element.line, sentence("no time says when it ends: %(text)s", text=shortened(markup.plain(text)))
            )
        if any("region" in one.attributes for one in (*context.around, *paragraph, element)):
            self.placed += 1
        identifier = element.attributes.get("xml:id", "")
        end = context.begin if context.end is None else context.end
        self.cue(Cue(context.begin, end, text, identifier, "", element.line))

    def nodes(self, element: Element, context: _Context, blanks: _Blanks) -> list[Node]:
        """What is within an element as nodes of markup, wrapped in what the element adds."""
        properties = self.properties(element)
        self.looks |= {name for name in properties if name not in _KNOWN}
        told = self.context_of(element, context, properties)
        found: list[Node] = []
        for child in element.children:
            if isinstance(child, str):
                found.append(child if told.preserve else self.collapsed(child, blanks))
            elif child.name == "br":
                found.append("\n")
                blanks.after_blank = True
            elif child.name == "span":
                space = child.attributes.get("xml:space")
                inner = replace(told, preserve=space == "preserve") if space else told
                found.extend(self.nodes(child, inner, blanks))
            elif child.name not in ("metadata", "set", "animate"):
                self.say(LOST, child.line, sentence("<%(tag)s> within the text", tag=shortened(child.name)))
        return self.wrapped(element, found, context, properties)

    def context_of(self, element: Element, context: _Context, properties: dict[str, str]) -> _Context:
        emphasis = set(context.emphasis)
        for tag, name, value in _EMPHASIS:
            if properties.get(name) == value:
                emphasis.add(tag)
        return replace(
            context,
            emphasis=frozenset(emphasis),
            agent=element.attributes.get("agent", context.agent),
            language=element.attributes.get("xml:lang", context.language),
        )

    def wrapped(self, element: Element, nodes: list[Node], context: _Context, properties: dict[str, str]) -> list[Node]:
        """The nodes within the tags that an element adds to what was told around it."""
        for tag, name, value in _EMPHASIS:
            if properties.get(name) == value and tag not in context.emphasis:
                nodes = [Tag(tag, children=nodes)]
            elif tag in context.emphasis and name in properties and properties[name] != value:
                self.say(
                    LOST,
                    element.line,
                    sentence(
                        "%(name)s '%(value)s' within emphasised text", name=name, value=shortened(properties[name])
                    ),
                )
        ruby = {"container": "ruby", "text": "rt"}.get(properties.get("ruby", ""))
        if ruby:
            nodes = [Tag(ruby, children=nodes)]
        language = element.attributes.get("xml:lang", context.language).strip()
        if language and language != context.language:
            nodes = [Tag("lang", (), language, nodes)]
        agent = element.attributes.get("agent", "").split()
        name = ", ".join(filter(None, (self.agents.get(one, "") for one in agent)))
        if agent and not name:
            self.say(
                LOST,
                element.line,
                sentence("nobody is described as speaker '%(name)s'", name=shortened(" ".join(agent))),
            )
        if name and element.attributes.get("agent") != context.agent:
            nodes = [Tag("v", (), name, nodes)]
        return nodes

    def properties(self, element: Element) -> dict[str, str]:
        """Attributes of an element over those of the styles it names, and of the styles those name."""
        found: dict[str, str] = {}
        for name in element.attributes.get("style", "").split()[:20]:
            found |= self.style(name, frozenset())
        return found | element.attributes

    def style(self, name: str, seen: frozenset[str]) -> dict[str, str]:
        if name in self.resolved:
            return self.resolved[name]
        element = self.styles.get(name)
        if element is None or name in seen or len(seen) > 20:
            return {}
        found: dict[str, str] = {}
        for above in element.attributes.get("style", "").split()[:20]:
            found |= self.style(above, seen | {name})
        found |= {
            key: value for key, value in element.attributes.items() if not key.startswith("xml:") and key != "style"
        }
        self.resolved[name] = found
        return found

    @staticmethod
    def collapsed(text: str, blanks: _Blanks) -> str:
        """Blanks and line ends as one blank, none at the beginning of a line."""
        flat = re.sub(r"[ \t\r\n]+", " ", text)
        if blanks.after_blank:
            flat = flat.removeprefix(" ")
        if flat:
            blanks.after_blank = flat.endswith(" ")
        return flat
