"""What a public page is made of: a few plain parts, each with what it needs to be read by everybody."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from protect.pages import boxes

#: No headings (they are parts of their own, in their order), no pictures without a description, nothing pasted from abroad.
WORDS = ["bold", "italic", "ol", "ul", "link", "document-link"]


class Heading(blocks.StructBlock):
    text = blocks.CharBlock(label=_("text"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("level"), choices=[("2", _("main")), ("3", _("below"))], default="2", search_index=False
    )

    class Meta:
        icon, label, template = "title", _("Heading"), "pages/blocks/heading.html"


class Picture(blocks.StructBlock):
    """Wagtail's own block asks for a description, or for the word that the picture only decorates."""

    picture = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("line below"), max_length=200, required=False)

    class Meta:
        icon, label, template = "image", _("Picture"), "pages/blocks/picture.html"


class Quote(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"), max_length=600)
    who = blocks.CharBlock(label=_("who says so"), max_length=120, required=False)

    class Meta:
        icon, label, template = "openquote", _("Quote"), "pages/blocks/quote.html"


class Table(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("what the table shows"), max_length=200)
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.FloatBlock(label=_("Number"), required=False)),
        ],
        label=_("table"),
    )

    class Meta:
        icon, label, template = "table", _("Table"), "pages/blocks/table.html"


class Files(blocks.ListBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(DocumentChooserBlock(label=_("file")), **options)

    class Meta:
        icon, label, template = "doc-full", _("Files"), "pages/blocks/files.html"


class Call(blocks.StructBlock):
    """A button to the one thing that the reader shall do."""

    text = blocks.CharBlock(label=_("text on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.CharBlock(
        label=_("or an address on this platform"), max_length=200, required=False, help_text=_("It begins with /.")
    )
    note = blocks.CharBlock(label=_("line below"), max_length=200, required=False)

    class Meta:
        icon, label, template = "arrow-right", _("Call to action"), "pages/blocks/call.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        address = cleaned.get("address") or ""
        if bool(cleaned.get("page")) == bool(address):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Choose a page or write an address, one of both."))}
            )
        if address and (not address.startswith("/") or address.startswith(("//", "/\\"))):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Write an address of this platform, beginning with one /."))}
            )
        return cleaned


class Box(blocks.StructBlock):
    """A list that is made anew whenever the page is asked for (``boxes``)."""

    kind = blocks.ChoiceBlock(label=_("what it lists"), choices=boxes.choices)
    title = blocks.CharBlock(label=_("another title"), max_length=80, required=False)
    topic = blocks.CharBlock(
        label=_("topic"),
        max_length=60,
        required=False,
        help_text=_("Only what tells this word; where the kind has topics."),
    )
    most = blocks.IntegerBlock(label=_("how many at most"), min_value=1, max_value=12, default=3)

    class Meta:
        icon, label, template = "list-ul", _("KC box (live list)"), "pages/blocks/box.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        shown = boxes.show(
            value["kind"], most=value["most"] or 3, topic=value["topic"] or "", title=value["title"] or ""
        )
        return {**context, "box": shown, "is_preview": bool((parent_context or {}).get("is_preview"))}


class Body(blocks.StreamBlock):
    heading = Heading()
    text = blocks.RichTextBlock(label=_("Text"), features=WORDS, icon="pilcrow", template="pages/blocks/text.html")
    picture = Picture()
    quote = Quote()
    table = Table()
    files = Files()
    box = Box()
    call = Call()
