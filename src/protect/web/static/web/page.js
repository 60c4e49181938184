// Small helps on every page; each page also works without them.

// Light, dark or as the system says; kept on this device (theme.js sets it before the page is drawn).
for (const field of document.querySelectorAll("[data-theme-choice]")) {
  const select = field.querySelector("select");
  field.hidden = false;
  select.value = window.protectTheme.kept();
  select.addEventListener("change", () => window.protectTheme.choose(select.value));
}

// Menus close with Escape and with a click elsewhere.
for (const menu of document.querySelectorAll("details.menu, details.place-menu")) {
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
      // The part of the page with the form may have been drawn anew while the question stood there.
      const now = form.isConnected ? form : Array.from(document.forms).find((one) => one.dataset.confirm && one.action === form.action);
      if (!now) return;
      now.dataset.sure = "yes";
      now.requestSubmit(now === form ? event.submitter : now.querySelector("[type=submit]"));
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

// The number beside the inbox, where the one on the page is older than a minute. Later: the page itself comes first.
const inbox = document.querySelector("[data-number-from]");
if (inbox) {
  setTimeout(async () => {
    try {
      const answer = await fetch(inbox.dataset.numberFrom, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const { number } = await answer.json();
      const badge = inbox.querySelector("[data-number]");
      badge.textContent = number;
      badge.hidden = !number;
    } catch {
      // Away or offline: the number stays as it was.
    }
  }, 2000);
}
