"""Going through pages with the keyboard alone: to what has a name, in the order of Tab, and with a focus that is seen.

hands = Keyboard(page)
hands.press("Submit")          # Tab until the button has the focus, then Enter
hands.tick("I have no tie")    # Tab, then Space
hands.write("Reason", "Too wide.")
"""

from __future__ import annotations

from typing import Any

#: Stops on one page; who needs more to get somewhere is lost.
MOST = 250

NAMED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const labels = one.labels ? [...one.labels].map((label) => label.innerText) : [];
  const legend = one.type === "radio" && one.closest("fieldset") ? one.closest("fieldset").innerText.split("\\n")[0] : "";
  const style = getComputedStyle(one);
  const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return {
    name: [legend, ...labels, one.getAttribute("aria-label") || "", labels.length ? "" : one.innerText || ""].join(" ").trim(),
    tag: one.tagName.toLowerCase(), type: one.type || "", seen,
  };
}"""


class Keyboard:
    def __init__(self, page: Any) -> None:
        self.page = page

    def reach(self, name: str, *tags: str) -> None:
        """Tab until what is called ``name`` has the focus. Fails where Tab never gets there or the focus is not seen."""
        met: list[str] = []
        for _stop in range(MOST):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(NAMED)
            if found is None:
                continue
            met.append(found["name"].replace("\n", " ")[:60])
            if name.lower() in found["name"].lower() and (not tags or found["tag"] in tags):
                assert found["seen"], f"the focus on “{name}” is not seen"
                return
        raise AssertionError(f"Tab never gets to “{name}” on {self.page.url}; met: {list(dict.fromkeys(met))}")

    def press(self, name: str, *tags: str) -> None:
        self.reach(name, *(tags or ("a", "button", "summary")))
        self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        self.reach(name, "input")
        self.page.keyboard.press("Space")

    def write(self, name: str, text: str) -> None:
        self.reach(name, "input", "textarea")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, option: str) -> None:
        """In a box with a list: its first letters."""
        self.reach(name, "select")
        self.page.keyboard.type(option)
