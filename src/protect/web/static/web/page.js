// Small helps on every page; each page also works without them.

// Light or dark, kept on this device.
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const root = document.documentElement;
  const name = () => (button.textContent = root.dataset.bsTheme === "dark" ? button.dataset.light : button.dataset.dark);
  button.addEventListener("click", () => {
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("protect-theme", root.dataset.bsTheme);
    name();
  });
  name();
}

// Menus close with Escape and with a click elsewhere.
for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// A question before what is hard to undo.
const dialog = document.getElementById("confirm");
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.sure) return;
  event.preventDefault();
  document.getElementById("confirm-text").textContent = form.dataset.confirm;
  dialog.returnValue = "no";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.sure = "yes";
      form.requestSubmit(event.submitter);
    },
    { once: true },
  );
  dialog.showModal();
});

// A warning before typed text is lost.
for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  form.addEventListener("input", () => (form.dataset.changed = "yes"));
  form.addEventListener("submit", () => delete form.dataset.changed);
}
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]")) event.preventDefault();
});

// The first wrong field gets the focus.
document.querySelector("form .is-invalid")?.focus();
