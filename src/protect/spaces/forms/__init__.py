"""Forms of the register; what they may set is decided in the services."""

from protect.spaces.forms.parts import ContactForm, EntranceForm, MeasureForm, StateForm, SubAreaForm
from protect.spaces.forms.space import AttachmentForm, NewSpaceForm, SpaceForm

__all__ = [
    "AttachmentForm",
    "ContactForm",
    "EntranceForm",
    "MeasureForm",
    "NewSpaceForm",
    "SpaceForm",
    "StateForm",
    "SubAreaForm",
]
