// The scoring grid: keys, and an autosave that survives a dropped connection.
// What is not on the server yet is kept on this device, under the person's and the assessment's key, until it is.

const form = document.querySelector("[data-grid]");
const state = form.querySelector("[data-state]");
const place = `protect-scores-${form.dataset.assessment}-${form.dataset.person}`;
const lines = [...form.querySelectorAll("[data-line]")];
const waiting = new Map(Object.entries(JSON.parse(localStorage.getItem(place) || "{}")));
let sending = false;
let pause = 1000;
let timer = 0;
const tried = new Map(); // what this page has sent of a line: its own words are nobody else's
const asked = new Map(); // lines that somebody else changed meanwhile, until one of the two is chosen

function keep() {
  if (waiting.size) localStorage.setItem(place, JSON.stringify(Object.fromEntries(waiting)));
  else localStorage.removeItem(place);
}

// What the line was opened with goes with its first change that the server does not have yet.
function read(line) {
  const word = line.querySelector("input[type=hidden]");
  const values = { [word.name]: waiting.get(line.dataset.line)?.[word.name] ?? word.value };
  for (const field of line.querySelectorAll("input:checked, textarea")) values[field.name] = field.value;
  return values;
}

function write(values) {
  for (const [name, value] of Object.entries(values)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }
}

function changed(line, wait) {
  waiting.set(line.dataset.line, read(line));
  keep();
  state.textContent = form.dataset.saving;
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function box(line) {
  return line.querySelector("[data-met]");
}

// Both are shown; theirs can be taken, or what stands in the line (changed once more, if one likes) kept.
function ask(line, conflict) {
  box(line)?.remove();
  const shown = document.createElement("div");
  shown.dataset.met = "";
  shown.className = "alert alert-warning m-2";
  shown.setAttribute("role", "alert");
  const head = document.createElement("p");
  head.className = "mb-1";
  head.textContent = `${form.dataset.met} ${conflict.who}, ${conflict.when}`;
  const list = document.createElement("ul");
  for (const one of conflict.questions) {
    const item = document.createElement("li");
    item.textContent = `${one.label}: ${one.theirs} / ${one.yours}`;
    list.append(item);
  }
  shown.append(head, list);
  for (const which of ["theirs", "mine"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-primary me-2";
    button.textContent = form.dataset[which];
    button.addEventListener("click", () => decide(line, which));
    shown.append(button);
  }
  line.append(shown);
  shown.scrollIntoView({ block: "center" });
}

function decide(line, which) {
  const conflict = asked.get(line.dataset.line);
  asked.delete(line.dataset.line);
  box(line)?.remove();
  if (which === "theirs") for (const one of conflict.questions) write({ [one.name]: one.sent[0] ?? "" });
  waiting.delete(line.dataset.line);
  line.querySelector("input[type=hidden]").value = conflict.loaded;
  changed(line, 0);
}

// An answer that was lost on its way: what stands there is what this page itself has sent.
function ours(key, conflict) {
  return conflict.questions.every((one) => (tried.get(key) || []).some((values) => (values[one.name] ?? "") === (one.sent[0] ?? "")));
}

async function send() {
  const next = [...waiting].find(([one]) => !asked.has(one));
  if (sending || !next) return;
  sending = true;
  const [key, values] = next;
  const body = new URLSearchParams(values);
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  let answer = null;
  try {
    const response = await fetch(location.href, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    if (response.status === 410) {
      // The link was withdrawn: nothing of it stays on this device, and the page says so.
      waiting.clear();
      keep();
      location.reload();
      return;
    }
    answer = response.ok || response.status === 422 || response.status === 409 ? await response.json() : null;
  } catch {
    answer = null;
  }
  sending = false;
  if (answer === null) {
    tried.set(key, [...(tried.get(key) || []), values]);
    state.textContent = `${form.dataset.offline} ${waiting.size}`;
    form.dataset.waiting = waiting.size;
    clearTimeout(timer);
    timer = setTimeout(send, pause);
    pause = Math.min(pause * 2, 30000);
    return;
  }
  pause = 1000;
  const conflict = answer.conflicts?.[key];
  if (conflict) {
    const line = form.querySelector(`[data-line="${key}"]`);
    asked.set(key, conflict);
    if (ours(key, conflict)) decide(line, "mine");
    else {
      ask(line, conflict);
      state.textContent = form.dataset.choose;
      send();
    }
    return;
  }
  tried.delete(key);
  const loaded = answer.loaded?.[key];
  const field = form.querySelector(`[data-line="${key}"] input[type=hidden]`);
  if (loaded && field) {
    field.value = loaded;
    const newer = waiting.get(key);
    if (newer && newer !== values) newer[field.name] = loaded;
  }
  // Changed again while it was under way: the newer judgement stays in the queue.
  if (waiting.get(key) === values) waiting.delete(key);
  keep();
  const line = form.querySelector(`[data-line="${key}"]`);
  const refused = (answer.errors[key] || answer.errors[""] || []).join(" ");
  if (line) {
    line.querySelector("[data-note]").textContent = refused ? `${form.dataset.refused} ${refused}` : "";
    line.classList.toggle("is-refused", Boolean(refused));
  }
  form.dataset.waiting = waiting.size;
  if (asked.size) state.textContent = form.dataset.choose;
  if (waiting.size) send();
  else {
    state.textContent = `${form.dataset.saved} ${answer.saved_at}` + (answer.missing ? `; ${form.dataset.missing} ${answer.missing}` : "");
    form.dataset.missingRows = answer.missing;
  }
}

function groups(line) {
  return [...line.querySelectorAll("[data-field]")];
}

function focusOn(line, index) {
  const stops = [...groups(line), line.querySelector("textarea")];
  const stop = stops[Math.max(0, Math.min(index, stops.length - 1))];
  const target = stop.matches("textarea") ? stop : stop.querySelector("input:checked") || stop.querySelector("input");
  target.focus();
  line.scrollIntoView({ block: "nearest" });
}

function choose(group, value, line) {
  const input = [...group.querySelectorAll("input")].find((one) => one.value === value || one.dataset.key === value);
  if (!input) return false;
  input.checked = true;
  input.focus();
  changed(line, 150);
  return true;
}

form.addEventListener("change", (event) => {
  const line = event.target.closest("[data-line]");
  if (line) changed(line, 150);
});
form.addEventListener("input", (event) => {
  const line = event.target.closest("[data-line]");
  if (line && event.target.matches("textarea")) changed(line, 800);
});

form.addEventListener("keydown", (event) => {
  const line = event.target.closest("[data-line]");
  if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
  const number = lines.indexOf(line);
  if (event.target.matches("textarea")) {
    if (event.key === "Escape") focusOn(line, 0);
    return;
  }
  const all = groups(line);
  const index = all.indexOf(event.target.closest("[data-field]"));
  if (index < 0) return;
  const key = event.key.toLowerCase();
  let done = true;
  if (key === "arrowdown" && lines[number + 1]) focusOn(lines[number + 1], index);
  else if (key === "arrowup" && lines[number - 1]) focusOn(lines[number - 1], index);
  else if (key === "arrowright") focusOn(line, index + 1);
  else if (key === "arrowleft") focusOn(line, index - 1);
  else if (key === "enter") focusOn(line, all.length);
  else if (/^[0-9?]$/.test(key)) {
    if (choose(all[index], key === "?" ? "0" : key, line) && index < all.length - 2) focusOn(line, index + 1);
    else if (index === all.length - 2 && lines[number + 1]) focusOn(lines[number + 1], 0);
  } else if (["l", "m", "h"].includes(key)) choose(all[all.length - 1], key, line);
  else done = false;
  if (done) event.preventDefault();
});

form.addEventListener("submit", () => {
  // The whole form goes to the server now; what waited is in it.
  waiting.clear();
  keep();
});

window.addEventListener("online", send);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});

for (const values of waiting.values()) write(values);
send();
form.dataset.ready = "true";
