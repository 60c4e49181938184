// Questions with one tap an answer, and an autosave that survives a dropped connection. What is not on the server yet is
// kept on this device, under the person's and the checklist's key, together with what the page had shown before: the
// server merges it with what others wrote meanwhile.

const form = document.querySelector("[data-asking]");
const state = form.querySelector("[data-state]");
const place = `protect-checklist-${form.dataset.checklist}-${form.dataset.person}`;
const lines = [...form.querySelectorAll("[data-line]")];
const FIELDS = ["answer", "reason", "who_knows", "evidence", "improvement"];
const waiting = new Map(Object.entries(JSON.parse(localStorage.getItem(place) || "{}")));
let sending = false;
let pause = 1000;
let timer = 0;

const lineOf = (key) => form.querySelector(`[data-line="${CSS.escape(key)}"]`);
const fieldOf = (line, name) => line.querySelector(`[name="${line.dataset.line}-${name}"]:not([type=radio])`);
const seenOf = (line) => JSON.parse(line.querySelector("[data-was]").value);

function keep() {
  if (waiting.size) localStorage.setItem(place, JSON.stringify(Object.fromEntries(waiting)));
  else localStorage.removeItem(place);
  form.dataset.waiting = waiting.size;
}

function read(line) {
  const values = {};
  for (const name of FIELDS) {
    values[name] = name === "answer" ? line.querySelector("input[type=radio]:checked")?.value || "" : fieldOf(line, name).value;
  }
  return values;
}

function write(line, name, value) {
  if (name === "answer") {
    for (const radio of line.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
  } else fieldOf(line, name).value = value;
}

function progress() {
  const done = lines.filter((line) => line.querySelector("input[type=radio]:checked")).length;
  const bar = document.querySelector("[data-progress]");
  if (!bar) return;
  bar.value = done;
  document.querySelector("[data-progress-text]").textContent = `${done} / ${lines.length}`;
}

function changed(line, wait) {
  const key = line.dataset.line;
  waiting.set(key, { values: read(line), was: waiting.get(key)?.was || seenOf(line) });
  keep();
  progress();
  if (isHeld(waiting.get(key))) line.querySelector("[data-note]").textContent = form.dataset.why;
  else state.textContent = form.dataset.saving;
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

// "Not applicable" goes with its reason or not at all.
function isHeld(entry) {
  return entry.values.answer === "not_applicable" && !entry.values.reason.trim();
}

async function send() {
  const next = [...waiting].find(([, entry]) => !isHeld(entry));
  if (sending || !next) return;
  sending = true;
  const [key, entry] = next;
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value });
  for (const name of FIELDS) {
    if (entry.values[name].trim() !== entry.was[name]) body.set(`${key}-${name}`, entry.values[name]);
  }
  body.set(`${key}-as_loaded`, JSON.stringify(entry.was));
  let answer = null;
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    answer = response.ok || response.status === 422 ? await response.json() : null;
  } catch {
    answer = null;
  }
  sending = false;
  clearTimeout(timer);
  if (answer === null) {
    state.textContent = `${form.dataset.offline} ${waiting.size}`;
    timer = setTimeout(send, pause);
    pause = Math.min(pause * 2, 30000);
    return;
  }
  pause = 1000;
  const again = waiting.get(key) !== entry; // changed once more while it was under way
  if (!again) waiting.delete(key);
  take(key, entry, answer, again);
  keep();
  if ([...waiting.values()].some((one) => !isHeld(one))) send();
  else state.textContent = `${form.dataset.saved} ${answer.saved_at || ""}`;
}

// What stands on the server now goes into the line, but never over what was typed since.
function take(key, entry, answer, again) {
  const line = lineOf(key);
  const refused = (answer.errors[key] || answer.errors[""] || []).join(" ");
  const told = (answer.told?.[key] || []).join(" ");
  const stored = answer.values?.[key];
  if (stored && again) waiting.get(key).was = stored;
  if (!line) return;
  line.querySelector("[data-note]").textContent = refused ? `${form.dataset.refused} ${refused}` : told;
  line.classList.toggle("is-refused", Boolean(refused));
  if (!stored) return;
  const present = read(line);
  for (const name of FIELDS) {
    if (present[name] === entry.values[name] && present[name].trim() !== stored[name]) write(line, name, stored[name]);
    else if (again && present[name] !== entry.values[name]) {
      // Typed on: the server merges it with what it knows, from what was sent last.
      waiting.get(key).was[name] = entry.values[name].trim();
    }
  }
  if (again) waiting.get(key).values = read(line);
  line.querySelector("[data-was]").value = JSON.stringify(stored);
}

function move(line, step) {
  const other = lines[lines.indexOf(line) + step];
  if (!other) return;
  (other.querySelector("input[type=radio]:checked") || other.querySelector("input[type=radio]")).focus();
  other.scrollIntoView({ block: "center" });
}

function openFor(line) {
  const said = line.querySelector("input[type=radio]:checked")?.value;
  if (said === "not_applicable" && !fieldOf(line, "reason").value) fieldOf(line, "reason").focus();
}

form.addEventListener("change", (event) => {
  const line = event.target.closest("[data-line]");
  if (!line) return;
  changed(line, 150);
  if (event.target.type === "radio") openFor(line);
});
form.addEventListener("input", (event) => {
  const line = event.target.closest("[data-line]");
  if (line && event.target.type !== "radio") changed(line, 800);
});
form.addEventListener("keydown", (event) => {
  const line = event.target.closest("[data-line]");
  if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("textarea, input:not([type=radio])")) {
    if (event.key === "Escape") line.querySelector("input[type=radio]").focus();
    return;
  }
  if (!event.target.matches("input[type=radio]")) return;
  const radios = [...line.querySelectorAll("input[type=radio]")];
  let done = true;
  if (event.key === "ArrowDown") move(line, 1);
  else if (event.key === "ArrowUp") move(line, -1);
  else if (/^[1-5]$/.test(event.key) && radios[event.key - 1]) {
    radios[event.key - 1].checked = true;
    changed(line, 150);
    if (radios[event.key - 1].value === "not_applicable") openFor(line);
    else move(line, 1);
  } else if (event.key === "Backspace") {
    for (const radio of radios) radio.checked = false;
    changed(line, 150);
  } else if (event.key === "Enter") {
    line.querySelector("details").open = true;
    fieldOf(line, "evidence").focus();
  } else done = false;
  if (done) event.preventDefault();
});

form.addEventListener("submit", () => {
  // The whole page goes to the server now; what waited of it is in it.
  for (const line of lines) waiting.delete(line.dataset.line);
  keep();
});

window.addEventListener("online", send);
window.addEventListener("beforeunload", (event) => {
  if ([...waiting.values()].some((one) => !isHeld(one))) event.preventDefault();
});

for (const [key, entry] of waiting) {
  const line = lineOf(key);
  if (line) for (const name of FIELDS) write(line, name, entry.values[name]);
}
progress();
keep();
send();
form.dataset.ready = "true";
