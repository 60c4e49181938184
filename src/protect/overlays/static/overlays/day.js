// Ticks of the day that survive a dropped connection: what is not on the server yet is kept on this device, under the
// person's and the event's key, with the moment at which it was ticked, and sent as soon as that is possible again.
const list = document.querySelector("[data-day]");
const state = document.querySelector("[data-day-state]");
const place = list && `protect-overlay-${list.dataset.day}-${list.dataset.person}`;
const waiting = new Map(Object.entries(JSON.parse((place && localStorage.getItem(place)) || "{}")));
let sending = false;
let pause = 1000;
let timer = 0;

function keep() {
  if (waiting.size) localStorage.setItem(place, JSON.stringify(Object.fromEntries(waiting)));
  else localStorage.removeItem(place);
  list.dataset.waiting = waiting.size;
}

function show(key, done, told) {
  const line = list.querySelector(`[data-check="${CSS.escape(key)}"]`);
  if (!line) return;
  const button = line.querySelector("button");
  line.classList.toggle("is-done", done);
  line.querySelector("[data-told]").textContent = done ? `✓ ${told}` : told;
  line.querySelector("[name=done]").value = done ? "0" : "1";
  line.querySelector("[data-word]").textContent = done ? button.dataset.undo : button.dataset.do;
  button.classList.toggle("btn-primary", !done);
  button.classList.toggle("btn-outline-secondary", done);
  line.querySelector("[data-late]")?.remove();
}

async function send() {
  const next = [...waiting][0];
  if (sending || !next) return;
  sending = true;
  const [key, entry] = next;
  const form = list.querySelector(`[data-check="${CSS.escape(key)}"] [data-tick]`);
  let answer = null;
  if (!form) answer = { refused: "" };
  else {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value, done: entry.done ? "1" : "0", at: entry.at });
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
      answer = response.ok || response.status === 422 ? await response.json() : null;
    } catch {
      answer = null;
    }
  }
  sending = false;
  clearTimeout(timer);
  if (answer === null) {
    state.textContent = `${state.dataset.offline} ${waiting.size}`;
    timer = setTimeout(send, pause);
    pause = Math.min(pause * 2, 30000);
    return;
  }
  pause = 1000;
  if (waiting.get(key) === entry) waiting.delete(key); // else it was ticked once more while it was under way
  if (answer.refused !== undefined) {
    state.textContent = `${state.dataset.refused} ${answer.refused}`;
    show(key, !entry.done, "");
  } else {
    show(key, answer.done, answer.told);
    if (!waiting.size) state.textContent = state.dataset.sent;
  }
  keep();
  send();
}

if (list) {
  list.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-tick]");
    if (!form) return;
    event.preventDefault();
    const key = form.closest("[data-check]").dataset.check;
    const done = form.querySelector("[name=done]").value === "1";
    waiting.set(key, { done, at: Math.floor(Date.now() / 1000) });
    keep();
    show(key, done, state.dataset.waiting);
    send();
  });
  window.addEventListener("online", () => {
    pause = 1000;
    send();
  });
  for (const [key, entry] of waiting) show(key, entry.done, state.dataset.waiting);
  keep();
  send();
}
