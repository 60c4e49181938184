"""The choices about a table: which of its tables, where its places lie, and what its columns and values mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.reference import terms
from protect.spaces.extracts.names import folded
from protect.spaces.imports import planning
from protect.spaces.tables import fields, systems
from protect.spaces.tables.delimited import DELIMITERS, ENCODINGS

OTHER = "other"
EXISTING = {
    "follow": gettext_lazy(
        "Fill in what is empty there, and renew what came from such a list before; what people changed here stays"
    ),
    "leave": gettext_lazy("Leave them as they are"),
    "replace": gettext_lazy("Let the file overrule what is there, also what people typed"),
}
_SELECT = {"class": "form-select"}


class ReadingForm(forms.Form):
    """How a text is read: its letters and the sign between its cells."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Letters (encoding)"),
        choices=[(name, name.upper().replace("CP", "Windows ")) for name in ENCODINGS],
        widget=forms.Select(attrs=_SELECT),
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Sign between the cells"),
        choices=list(DELIMITERS.items()),
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )

    def __init__(self, plan: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"encoding": plan["encoding"], "delimiter": plan["delimiter"]})
        super().__init__(*args, **kwargs)
        if plan["form"] != "csv":
            del self.fields["delimiter"]

    @staticmethod
    def is_for(plan: dict[str, Any]) -> bool:
        return plan["form"] in ("csv", "shapefile")


class PlanForm(forms.Form):
    """Everything that a person confirms. Fields are made from the plan, filled with its guesses."""

    existing = forms.ChoiceField(
        label=gettext_lazy("Places that are in the register already"),
        choices=list(EXISTING.items()),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    def __init__(self, plan: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.table = planning.layer_of(plan)
        self.fields["existing"].initial = plan["existing"]
        categories = [(term.code, term.label) for term in terms.terms("psoi_category")]
        self.fields["default_category"] = forms.ChoiceField(
            label=_("Category of new places for which the file gives none"),
            choices=categories,
            initial=plan["default_category"],
            widget=forms.Select(attrs=_SELECT),
        )
        if len(plan["layers"]) > 1:
            self.fields["layer"] = forms.ChoiceField(
                label=_("Table"),
                choices=[(str(i), f"{one['title']} ({one['rows']})") for i, one in enumerate(plan["layers"])],
                initial=str(plan["layer"]),
                widget=forms.Select(attrs=_SELECT),
            )
        self._add_system()
        self._add_columns()
        self._add_values()

    def _add_system(self) -> None:
        guesses = self.plan["guesses"]
        keys = [f"{one['system']}|{int(one['swapped'])}" for one in guesses]
        chosen = f"{self.plan['system']}|{int(self.plan['swapped'])}"
        self.fields["system"] = forms.ChoiceField(
            label=_("System of the coordinates"),
            choices=[*((key, key) for key in keys), (OTHER, _("Another one, by its EPSG code"))],
            initial=chosen if chosen in keys else OTHER,
            required=False,
        )
        is_code = self.plan["system"].startswith("EPSG:")
        self.fields["other_system"] = forms.CharField(
            label=_("EPSG code"),
            required=False,
            max_length=20,
            initial=self.plan["system"] if chosen not in keys and is_code else "",
            widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "25832"}),
        )
        self.fields["other_swapped"] = forms.BooleanField(
            label=_("Its two numbers stand the other way round"),
            required=False,
            initial=chosen not in keys and self.plan["swapped"],
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    def _add_columns(self) -> None:
        roles = [("", _("– not imported –")), *((role.code, role.label) for role in fields.ROLES)]
        for index, column in enumerate(self.table["columns"]):
            self.fields[f"role_{index}"] = forms.ChoiceField(
                label=column,
                choices=roles,
                required=False,
                initial=self.plan["roles"][index],
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def _add_values(self) -> None:
        """A choice for each value of the columns of closed lists, as far as they are few."""
        self.values: list[tuple[str, str, str]] = []  # name of the field, role, value of the file
        for role in fields.CLOSED:
            seen: set[str] = set()
            vocabulary = fields.BY_CODE[role].vocabulary
            nothing = _("– the category chosen below –") if role == "main_category" else _("– nothing –")
            choices = [("", nothing), *((term.code, term.label) for term in terms.terms(vocabulary))]
            for value in self._values_of(role):
                key = folded(value)[: planning.SHOWN]
                if key in seen:
                    continue
                seen.add(key)
                name = f"value_{role}_{len(seen)}"
                self.values.append((name, role, value))
                self.fields[name] = forms.ChoiceField(
                    label=value,
                    choices=choices,
                    required=False,
                    initial=planning.value_of(self.plan, role, value),
                    widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                )

    def _values_of(self, role: str) -> list[str]:
        found: list[str] = []
        for index, one in enumerate(self.plan["roles"]):
            if one != role:
                continue
            for value in self.table["values"][index] or []:
                whole = role == "crowd_class" or fields.guess_value(fields.BY_CODE[role].vocabulary, value)
                found += [value] if whole else fields.parts_of(value)
        return found if len(found) <= planning.MOST_VALUES else []

    # ---- what was chosen --------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        roles = [data.get(f"role_{index}", "") for index in range(len(self.table["columns"]))]
        for role in fields.ROLES:
            columns = [index for index, one in enumerate(roles) if one == role.code]
            if len(columns) > 1 and not role.several:
                self.add_error(
                    f"role_{columns[-1]}",
                    _("Two columns cannot both be “%(role)s”; choose one of them.") % {"role": role.label},
                )
        if data.get("system") == OTHER:
            typed = data.get("other_system", "").strip()
            data["code"] = systems.checked_code(typed)
            if typed and not data["code"]:
                self.add_error(
                    "other_system", _("There is no map grid with this code; EPSG codes are four or five digits.")
                )
        return data

    def require_whole(self, *, asks_anew: bool) -> bool:
        """Whether everything is there that a check of the rows needs; what is missing becomes an error.

        ``asks_anew``: other columns were chosen, so that the system is asked for on the next page.
        """
        roles = {self.cleaned_data.get(f"role_{index}", "") for index in range(len(self.table["columns"]))}
        if "name" not in roles:
            self.add_error(None, _("Say which column holds the name of the places."))
        if not (self.table["has_shapes"] or "position" in roles or {"x", "y"} <= roles):
            self.add_error(
                None,
                _(
                    "Say which columns hold the position: latitude and longitude, easting and northing, or one with both."
                ),
            )
        elif len({"x", "y"} & roles) == 1:
            self.add_error(None, _("One of the two columns of the position is missing."))
        choice = self.cleaned_data.get("system")
        if asks_anew:
            return self.is_valid()
        if not choice or (choice == OTHER and not self.cleaned_data.get("code")):
            self.add_error("other_system", _("Say in which system the coordinates are; its EPSG code is enough."))
        return self.is_valid()

    def choices(self) -> dict[str, Any]:
        """For ``stepping.choose``."""
        data = self.cleaned_data
        choice = data.get("system") or ""
        system, swapped = choice.rpartition("|")[0], choice.endswith("|1")
        if choice == OTHER:
            system, swapped = data.get("code", ""), data["other_swapped"]
        values: dict[str, dict[str, str]] = {role: dict(known) for role, known in self.plan["values"].items()}
        for name, role, value in self.values:
            values.setdefault(role, {})[folded(value)[: planning.SHOWN]] = data.get(name, "")
        return {
            "layer": int(data.get("layer") or self.plan["layer"]),
            "roles": [data.get(f"role_{index}", "") for index in range(len(self.table["columns"]))],
            "values": values,
            "system": system,
            "swapped": swapped,
            "typed": choice == OTHER and bool(system),
            "default_category": data["default_category"],
            "existing": data["existing"],
        }
