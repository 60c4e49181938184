// The editor of captions beside the recording. Without this module the page is a form whose buttons do all of it;
// here the same buttons are asked for in between, so that the player and the place on the page stay.

import { hints } from "./hints.js";
import { read, write } from "./times.js";

const form = document.getElementById("cues-form");
const sheet = document.getElementById("sheet");
const player = document.getElementById("player");
const now = document.getElementById("now");
const status = document.getElementById("kept");
const limits = {
  speed: Number(form.dataset.speed),
  length: Number(form.dataset.length),
  lines: Number(form.dataset.lines),
  shortest: Number(form.dataset.shortest),
  longest: Number(form.dataset.longest),
  toldSpeed: form.dataset.toldSpeed,
  toldLength: form.dataset.toldLength,
  toldFast: form.dataset.toldFast,
  toldLong: form.dataset.toldLong,
  toldLines: form.dataset.toldLines,
  toldShort: form.dataset.toldShort,
  toldStill: form.dataset.toldStill,
};
const PAUSE = 1500;
const AGAIN = 5000;
let waiting;
let queue = Promise.resolve();
let changes = 0;
let stopAt = null;

// -- cues on the page

const cues = () => [...sheet.querySelectorAll(".cue[data-at]")];
const at = (place) => sheet.querySelector(`.cue[data-at="${place}"]`);
const current = () => document.activeElement?.closest?.(".cue[data-at]") ?? sheet.querySelector(".cue.is-now") ?? cues()[0];
const part = (cue, name) => cue.querySelector(`[name="${name}-${cue.dataset.at}"]`);
const span = (cue) => [read(part(cue, "begins").value), read(part(cue, "ends").value)];

function tell(cue) {
  const [begin, end] = span(cue);
  const found = hints(part(cue, "words").value, end - begin, limits);
  const place = cue.querySelector(".cue-told");
  const wrong = Number.isNaN(begin) || Number.isNaN(end) || end <= begin;
  place.querySelector("[data-hints]").textContent = wrong ? form.dataset.toldEnd : found.text;
  place.classList.toggle("is-hard", wrong || found.hard);
  for (const name of ["begins", "ends"]) part(cue, name).setAttribute("aria-invalid", String(wrong));
}

function prepare() {
  for (const cue of cues()) {
    tell(cue);
    const button = cue.querySelector("[data-play]");
    if (button && player) button.hidden = false;
  }
}

function typed(field) {
  form.dataset.changed = "yes";
  changes += 1;
  const cue = field.closest(".cue[data-at]");
  if (cue) tell(cue);
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE);
}

// -- kept on the server

function send(operation, headers) {
  const data = new FormData(form);
  data.set("op", operation);
  return fetch(form.action, { method: "POST", body: data, headers });
}

/** One after another: each answer says the step from which the next goes on. */
function inTurn(work) {
  queue = queue.then(work, work);
  return queue;
}

function keep() {
  clearTimeout(waiting);
  return inTurn(async () => {
    if (!form.dataset.changed) return;
    const before = changes;
    let answer;
    try {
      answer = await send("keep", { Accept: "application/json" });
      if (answer.redirected || (!answer.ok && answer.status !== 409 && answer.status !== 422)) throw new Error("not kept");
    } catch {
      status.textContent = form.dataset.toldUnkept;
      waiting = setTimeout(keep, AGAIN);
      return;
    }
    const told = await answer.json();
    if (!answer.ok) {
      status.textContent = told.error;
      return;
    }
    form.elements.step.value = told.step;
    status.textContent = form.dataset.toldKept;
    if (changes === before) delete form.dataset.changed;
  });
}

/** A button pressed: what is typed goes along, and the cues come back as they are then. */
function press(operation) {
  clearTimeout(waiting);
  return inTurn(async () => {
    let answer;
    try {
      answer = await send(operation, { "HX-Request": "true" });
      if (answer.redirected) throw new Error("signed out");
    } catch {
      status.textContent = form.dataset.toldUnkept;
      return;
    }
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({ error: form.dataset.toldUnkept }));
      status.textContent = told.error;
      return;
    }
    const place = answer.headers.get("X-Go-To");
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    sheet.replaceChildren(...told.body.childNodes);
    delete form.dataset.changed;
    status.textContent = form.dataset.toldKept;
    prepare();
    const cue = place ? at(place) : null;
    if (cue) go(cue);
    else sheet.querySelector("textarea")?.focus();
  });
}

const HERE = /^(split|merge|delete|insert|undo|tidy|shift|stretch|replace)/;

form.addEventListener("submit", (event) => {
  const operation = event.submitter?.value ?? "keep";
  if (HERE.test(operation)) {
    event.preventDefault();
    press(operation);
  } else if (operation === "keep") {
    event.preventDefault();
    form.dataset.changed = "yes";
    keep();
  }
});
form.addEventListener("input", (event) => typed(event.target));
// Pages of the same track: what is typed is kept before one leaves.
form.addEventListener("click", async (event) => {
  const link = event.target.closest("a.page-link");
  if (!link || !form.dataset.changed) return;
  event.preventDefault();
  await keep();
  if (!form.dataset.changed) location.href = link.href;
});

// -- the recording

function go(cue, name = "words") {
  const field = part(cue, name);
  field.focus({ preventScroll: true });
  cue.scrollIntoView({ block: "nearest" });
}

function play(cue) {
  const [begin, end] = span(cue);
  if (!player || Number.isNaN(begin)) return;
  player.currentTime = begin / 1000;
  stopAt = end / 1000;
  player.play().catch(() => {});
}

sheet.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  if (button) play(button.closest(".cue"));
});

player?.addEventListener("timeupdate", () => {
  const time = player.currentTime * 1000;
  if (stopAt !== null && player.currentTime >= stopAt) {
    stopAt = null;
    player.pause();
  }
  let shown = null;
  for (const cue of cues()) {
    const [begin, end] = span(cue);
    const here = begin <= time && time < end;
    cue.classList.toggle("is-now", here);
    if (here) shown = cue;
  }
  now.textContent = shown ? part(shown, "words").value : "";
  // Not while somebody types elsewhere.
  if (shown && !player.paused && !sheet.contains(document.activeElement)) shown.scrollIntoView({ block: "nearest" });
});
player?.addEventListener("seeking", () => {
  if (player.paused) stopAt = null;
});

// -- keys

function set(cue, name, time) {
  const field = part(cue, name);
  field.value = write(time);
  typed(field);
}

function nudge(cue, name, by) {
  const time = read(part(cue, name).value);
  if (!Number.isNaN(time)) set(cue, name, Math.max(0, time + by));
}

function split(cue, atTime) {
  const words = part(cue, "words");
  const inside = document.activeElement === words && words.selectionStart > 0 && words.selectionStart < words.value.length;
  const [begin, end] = span(cue);
  const time = player ? Math.round(player.currentTime * 1000) : NaN;
  form.elements.cursor.value = inside ? words.selectionStart : "";
  form.elements.time.value = atTime && begin < time && time < end ? time : "";
  return press(`split:${cue.dataset.at}`);
}

function step(by) {
  const all = cues();
  const next = all[all.indexOf(current()) + by];
  if (next) go(next);
}

const withPlayer = {
  KeyK: () => (player.paused ? player.play().catch(() => {}) : player.pause()),
  KeyJ: () => (player.currentTime = Math.max(0, player.currentTime - 2)),
  KeyL: () => (player.currentTime += 2),
  KeyP: (cue) => play(cue),
  KeyI: (cue) => set(cue, "begins", player.currentTime * 1000),
  KeyO: (cue) => set(cue, "ends", player.currentTime * 1000),
};
const always = {
  Comma: (cue, event) => nudge(cue, event.shiftKey ? "ends" : "begins", -100),
  Period: (cue, event) => nudge(cue, event.shiftKey ? "ends" : "begins", 100),
  KeyS: (cue, event) => split(cue, event.shiftKey),
  KeyM: (cue) => press(`merge:${cue.dataset.at}`),
  KeyN: (cue) => press(`insert:${cue.dataset.at}`),
  ArrowUp: () => step(-1),
  ArrowDown: () => step(1),
};

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const does = always[event.code] ?? (player ? withPlayer[event.code] : undefined);
  const cue = current();
  if (!does || !cue) return;
  event.preventDefault();
  does(cue, event);
});

document.getElementById("keys").hidden = false;
prepare();
