// Password fields: show what is typed, and say in words how strong a new one is. Pasting is always allowed.

const words = document.getElementById("password-words")?.dataset ?? {};

for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-link ps-0";
  button.setAttribute("aria-controls", field.id);
  const label = () => {
    const shown = field.type === "text";
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => {
    field.type = field.type === "text" ? "password" : "text";
    label();
    field.focus();
  });
  field.form?.addEventListener("submit", () => (field.type = "password"));
  if (words.show) {
    label();
    field.after(button);
  }
  if (field.autocomplete === "new-password" && words.strong && !field.dataset.again) meter(field, button);
}

// Length is what counts; repeated characters count little.
function worth(password) {
  return new Set(password.toLowerCase()).size < 6 ? Math.min(password.length, 5) : password.length;
}

function meter(field, after) {
  const line = document.createElement("p");
  line.className = "form-text";
  line.setAttribute("aria-live", "polite");
  after.after(line);
  field.addEventListener("input", () => {
    const size = worth(field.value);
    const shortest = Number(words.shortest);
    if (!field.value) line.textContent = "";
    else if (size < shortest) line.textContent = words.weak.replace("%s", shortest - Math.min(field.value.length, size));
    else line.textContent = size < shortest + 7 ? words.good : words.strong;
  });
}
