// Saves a draft by itself. Everything also works by the Save button.

const form = document.querySelector("[data-autosave]");
const state = form.querySelector("[data-state]");
const word = form.querySelector("input[name=as_loaded]");
let timer = 0;
let version = 0;
let sending = false;

function say(text) {
  state.textContent = text;
}

// What a condition makes superfluous is put away; what was typed there stays.
function conditions() {
  for (const line of form.querySelectorAll("[data-on]")) {
    const name = `q-${line.dataset.on}`;
    const given = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)].map((one) => one.value);
    const wanted = JSON.parse(line.dataset.values);
    line.hidden = !given.some((one) => wanted.includes(one));
  }
}

function mark(errors) {
  for (const box of form.querySelectorAll("[data-wrong]")) box.remove();
  for (const [name, said] of Object.entries(errors)) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!field) continue;
    const box = document.createElement("p");
    box.dataset.wrong = "";
    box.className = "text-danger small mb-1";
    box.textContent = said.join(" ");
    (field.closest("div") || field).append(box);
  }
}

async function send() {
  if (sending) return;
  sending = true;
  const sent = version;
  say(state.dataset.saving);
  try {
    const answer = await fetch(form.getAttribute("action") || location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (answer.status === 409) {
      say(state.dataset.conflict);
      return;
    }
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    const told = await answer.json();
    if (told.loaded) word.value = told.loaded;
    mark(told.errors);
    const missing = told.missing[form.dataset.step] || 0;
    const refused = Object.keys(told.errors).length ? state.dataset.refused : `${state.dataset.saved} ${told.saved_at}`;
    say(missing ? `${refused} · ${state.dataset.missing} ${missing}` : refused);
    if (sent === version) delete form.dataset.changed;
    if (told.theirs.length) {
      if (sent === version) location.reload();
      else say(state.dataset.conflict);
    }
  } catch {
    say(state.dataset.offline);
    timer = setTimeout(send, 5000);
  } finally {
    sending = false;
  }
  if (sent !== version) {
    clearTimeout(timer);
    timer = setTimeout(send, 800);
  }
}

form.addEventListener("input", (event) => {
  version += 1;
  form.dataset.changed = "yes";
  conditions();
  clearTimeout(timer);
  timer = setTimeout(send, event.target.matches("input[type=radio], input[type=checkbox], select") ? 300 : 1200);
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  delete form.dataset.changed;
});

conditions();
form.dataset.ready = "true";
