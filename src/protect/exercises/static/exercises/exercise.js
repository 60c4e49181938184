// Screens of an exercise: the clock goes on by itself, news arrive as they happen, and what is typed is kept on this
// device until the server has said that it is saved. Without this script the pages work, and are loaded again by hand.

// ------------------------------------------------------------------------------------------------ the clock
const read = { seconds: 0, goes: false, at: 0, known: false };

function spoken(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function now() {
  return read.seconds + (read.goes ? (performance.now() - read.at) / 1000 : 0);
}

function setClock(seconds, goes) {
  Object.assign(read, { seconds, goes, at: performance.now(), known: true });
  show();
}

function show() {
  for (const place of document.querySelectorAll("[data-clock]")) {
    const text = spoken(now());
    if (place.textContent !== text) place.textContent = text;
  }
}

function readClock() {
  const place = document.querySelector("[data-clock]");
  if (place) setClock(Number(place.dataset.seconds), place.dataset.goes === "1");
}

readClock();
setInterval(show, 250);
document.body.addEventListener("htmx:afterSwap", readClock);

// ------------------------------------------------------------------------------------------------ the link
const place = document.querySelector("[data-news]");
const link = document.querySelector("[data-link]");
const QUIET = 20000; // the server says something every five seconds
let last = Number(place?.dataset.after || 0);
let source = null;
let heard = Date.now();
let watch = null;

function linked(on) {
  if (!link) return;
  const text = on ? `● ${link.dataset.on}` : `○ ${link.dataset.off}`;
  if (link.textContent !== text) link.textContent = text;
}

function listen() {
  source?.close();
  source = new EventSource(`${place.dataset.news}?after=${last}`);
  heard = Date.now();
  const alive = () => {
    heard = Date.now();
    linked(true);
  };
  source.addEventListener("open", () => {
    alive();
    outboxes.forEach((one) => one.send());
  });
  source.addEventListener("beat", alive);
  source.addEventListener("news", (event) => {
    alive();
    last = Number(event.lastEventId) || last;
    take(JSON.parse(event.data));
  });
  source.addEventListener("error", () => linked(false));
}

// Where the stream does not come through (a proxy that waits, too many screens), the same news are asked for now and then.
async function ask() {
  try {
    const answer = await fetch(`${place.dataset.news}?after=${last}`, { headers: { Accept: "application/json" } });
    if ([204, 404].includes(answer.status)) {
      clearInterval(watch); // over
      source.close();
      linked(false);
    }
    if (!answer.ok || answer.status === 204) return;
    const found = await answer.json();
    linked(true);
    setClock(found.clock.seconds, found.clock.goes);
    for (const one of found.news) {
      last = Math.max(last, one.number);
      take(one);
    }
    outboxes.forEach((one) => one.send());
  } catch {
    linked(false);
  }
}

function take(news) {
  if (news.kind === "clock") {
    setClock(news.seconds, news.goes);
    stateIs(news.state);
  } else if (news.kind === "inject") {
    addMessage(news);
  } else if (news.kind === "taken_back") {
    document.querySelector(`[data-inject="${news.inject}"]`)?.remove();
  }
  freshen();
}

// Boards and walls are drawn by the server. News that come while it draws are not in that drawing: then once more.
let drawing = false;
let wanted = false;

async function freshen() {
  wanted = true;
  if (drawing || !window.htmx) return;
  drawing = true;
  while (wanted) {
    wanted = false;
    const target = document.querySelector("[data-fresh]");
    if (!target) break;
    await window.htmx.ajax("GET", target.dataset.fresh, { target, swap: target.dataset.freshSwap }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  drawing = false;
}

if (document.querySelector("[data-fresh]")) setInterval(freshen, 20000);

function stateIs(state) {
  const before = place.dataset.pageState;
  if (!before || before === state) return;
  place.dataset.pageState = state;
  const over = document.querySelector("[data-over]");
  if (over) over.hidden = state !== "ended";
  if (before === "ready") location.reload();
}

if (place) {
  listen();
  watch = setInterval(() => {
    if (source.readyState !== EventSource.CLOSED && Date.now() - heard < QUIET) return;
    ask();
    if (Date.now() - heard > QUIET) listen();
  }, 5000);
  // A phone that wakes up does not wait for its next try.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - heard > 8000) listen();
  });
  window.addEventListener("online", listen);
  window.addEventListener("offline", () => linked(false));
}

// ------------------------------------------------------------------------------------------------ messages on a phone
function addMessage(news) {
  const list = document.querySelector("[data-messages]");
  if (!list || list.querySelector(`[data-inject="${news.inject}"]`)) return;
  const made = document.querySelector("template[data-message]").content.firstElementChild.cloneNode(true);
  const words = JSON.parse(document.getElementById("channels")?.textContent || "{}");
  made.dataset.inject = news.inject;
  made.querySelector("h3").textContent = news.title;
  made.querySelector("p").textContent = `${spoken(news.clock)} · ${words[news.channel] || news.channel}`;
  made.querySelector(".exercise-text").textContent = news.text;
  list.prepend(made);
  const choice = document.querySelector("form[data-outbox] select[name=inject]");
  if (choice && !choice.querySelector(`option[value="${news.inject}"]`)) {
    choice.append(new Option(news.title, news.inject));
  }
  if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(150);
}

// ------------------------------------------------------------------------------------------------ nothing typed is lost
function newKey() {
  // randomUUID is not there on plain HTTP, and an exercise may run on a network of its own.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
}

class Outbox {
  constructor(form) {
    this.form = form;
    this.name = `protect-exercise-${form.dataset.outbox}`;
    this.list = form.parentElement.querySelector("[data-outbox-list]");
    this.busy = false;
    this.pause = 2000;
    this.draft = `${this.name}-draft`;
    this.begin();
    form.addEventListener("input", () => this.keep());
    form.addEventListener("submit", (event) => this.take(event));
    window.addEventListener("online", () => this.send());
    this.show();
    this.send();
  }

  // What is being typed outlives a reload, a closed page and an empty battery; it is gone once it is handed over.
  begin() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.draft));
    } catch {
      return;
    }
    const text = this.form.querySelector("[name=text]");
    if (!kept?.text || !text || text.value) return;
    text.value = kept.text;
    const kind = this.form.querySelector(`[name=kind][value="${CSS.escape(kept.kind || "")}"]`);
    if (kind) kind.checked = true;
    const about = this.form.querySelector("select[name=inject]");
    if (about?.querySelector(`option[value="${CSS.escape(kept.inject || "")}"]`)) about.value = kept.inject;
  }

  keep() {
    const data = new FormData(this.form);
    const text = String(data.get("text") || "");
    try {
      if (text.trim()) localStorage.setItem(this.draft, JSON.stringify({ text, kind: data.get("kind"), inject: data.get("inject") || "" }));
      else localStorage.removeItem(this.draft);
    } catch {
      // no room on this device: it is typed all the same
    }
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) || [];
    } catch {
      return [];
    }
  }

  write(kept) {
    if (kept.length) localStorage.setItem(this.name, JSON.stringify(kept));
    else localStorage.removeItem(this.name);
    this.show();
  }

  take(event) {
    const data = new FormData(this.form);
    const text = String(data.get("text") || "").trim();
    if (!text) return; // the server says what is missing
    const one = {
      key: newKey(), kind: data.get("kind"), inject: data.get("inject") || "", text, clock: now(), at: Date.now(),
    };
    try {
      this.write([...this.read(), one]);
    } catch {
      return; // no room on this device: the form is sent as it is
    }
    event.preventDefault();
    this.form.querySelector("[name=text]").value = "";
    localStorage.removeItem(this.draft);
    delete this.form.dataset.changed;
    this.send();
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (const one of this.read().filter((each) => !each.refused)) {
        if (!(await this.post(one))) break;
      }
    } finally {
      this.busy = false;
    }
    if (this.read().some((each) => !each.refused)) {
      clearTimeout(this.again);
      this.again = setTimeout(() => this.send(), this.pause);
      this.pause = Math.min(30000, this.pause * 2);
    } else {
      this.pause = 2000;
    }
  }

  // True where the next can be tried.
  async post(one) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const name of ["key", "kind", "inject", "text"]) body.set(name, one[name]);
    body.set("clock", String(one.clock));
    body.set("waited", String(Math.max(0, (Date.now() - one.at) / 1000)));
    let answer;
    try {
      answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      return false;
    }
    if (answer.ok && !answer.redirected) {
      const said = await answer.json().catch(() => ({}));
      if (!said.saved) return false;
      this.write(this.read().filter((each) => each.key !== one.key));
      this.sent(one);
      return true;
    }
    // Refused for good: kept in sight with the reason, so that the words can be copied.
    if ([400, 404, 410].includes(answer.status)) {
      const said = await answer.json().catch(() => ({}));
      this.write(this.read().map((each) => (each.key === one.key ? { ...each, refused: said.error || "" } : each)));
      return true;
    }
    return false;
  }

  sent(one) {
    const list = document.querySelector("[data-sent]");
    if (list) list.prepend(this.line(`${spoken(one.clock)} · ${this.kind(one)}: ${one.text}`));
    else if (this.list) this.list.append(this.line(`● ${this.list.dataset.saved}: ${one.text}`));
  }

  kind(one) {
    return one.kind === "decision" ? this.list.dataset.kindsDecision : this.list.dataset.kindsObservation;
  }

  line(text) {
    const made = document.createElement("li");
    made.className = "mb-1";
    made.textContent = text;
    return made;
  }

  show() {
    if (!this.list) return;
    const words = this.list.dataset;
    this.list.replaceChildren(
      ...this.read().map((one) => {
        const refused = one.refused !== undefined;
        const made = this.line(`○ ${refused ? `${words.refused} – ${one.refused}` : words.waiting}: ${one.text}`);
        if (refused) {
          const drop = document.createElement("button");
          drop.type = "button";
          drop.className = "btn btn-sm btn-outline-secondary ms-2";
          drop.textContent = words.drop;
          drop.addEventListener("click", () => this.write(this.read().filter((each) => each.key !== one.key)));
          made.append(drop);
        }
        return made;
      }),
    );
  }
}

const outboxes = Array.from(document.querySelectorAll("form[data-outbox]"), (form) => new Outbox(form));
