// Beside the browser's own player: captions in sizes and colours that are remembered, a text that follows and is searched,
// speed, keys, a link to a second. Without this the player, its captions and the whole text are there all the same.

const film = document.getElementById("film");
const player = document.getElementById("player");
const byId = (id) => document.getElementById(id);
const lines = byId("lines");
const pieces = lines ? [...lines.querySelectorAll("[data-begins]")] : [];
const begins = pieces.map((one) => Number(one.dataset.begins));

if (film) {
  for (const id of ["controls", "here", "keys", "finder", "follower"]) {
    if (byId(id)) byId(id).hidden = false;
  }
  remember();
  follow();
  find();
  keys();
  links();
}

// A browser that says it plays streams and then does not gets the plain film.
film?.addEventListener("error", () => {
  const plain = film.dataset.fallback;
  if (plain && !film.currentSrc.includes(plain)) {
    const at = film.currentTime;
    film.src = plain;
    film.currentTime = at;
  }
});

function kept(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(`watching-${name}`) ?? "";
    localStorage.setItem(`watching-${name}`, value);
  } catch {
    // Without memory the choice holds for this page.
  }
  return value ?? "";
}

function captions() {
  return [...film.textTracks].filter((one) => one.kind === "captions" || one.kind === "subtitles");
}

// Captions and a translation may be in the same language: a choice names both, such as "captions-en".
function choiceOf(track) {
  return `${track.kind}-${track.language}`;
}

function languageOf(choice) {
  return choice.slice(choice.indexOf("-") + 1);
}

function showCaptions(choice) {
  for (const one of captions()) one.mode = choiceOf(one) === choice ? "showing" : "disabled";
}

// Who reads captions elsewhere reads them here, too: as chosen there, else in that language, else those that there are.
function nearest(choice) {
  const all = [...byId("c-captions").options].map((one) => one.value).filter(Boolean);
  return all.find((one) => one === choice) ?? all.find((one) => languageOf(one) === languageOf(choice)) ?? all[0] ?? "";
}

function remember() {
  for (const name of ["size", "colours"]) {
    const field = byId(`c-${name}`);
    if (!field) continue;
    field.value = kept(name);
    if (field.selectedIndex < 0) field.value = "";
    film.dataset[name] = field.value;
    field.addEventListener("change", () => {
      film.dataset[name] = field.value;
      kept(name, field.value);
    });
  }
  const speed = byId("c-speed");
  speed.addEventListener("change", () => {
    film.playbackRate = Number(speed.value);
  });
  film.addEventListener("ratechange", () => {
    speed.value = String(film.playbackRate);
  });
  const chosen = byId("c-captions");
  if (!chosen) return;
  if (kept("captions")) {
    chosen.value = nearest(kept("captions"));
    showCaptions(chosen.value);
  }
  chosen.addEventListener("change", () => {
    showCaptions(chosen.value);
    kept("captions", chosen.value);
  });
  // Chosen in the menu of the player itself.
  film.textTracks.addEventListener("change", () => {
    const shown = captions().find((one) => one.mode === "showing");
    chosen.value = shown ? choiceOf(shown) : "";
  });
}

function toggleCaptions() {
  const chosen = byId("c-captions");
  if (!chosen) return;
  chosen.value = chosen.value ? "" : nearest(kept("captions"));
  showCaptions(chosen.value);
  if (chosen.value) kept("captions", chosen.value);
}

function go(second) {
  film.currentTime = second;
  if (film.readyState === 0) film.addEventListener("loadedmetadata", () => (film.currentTime = second), { once: true });
}

function follow() {
  let now = -1;
  film.addEventListener("timeupdate", () => {
    const here = byId("here-link");
    if (here && document.activeElement !== here) {
      here.value = `${here.defaultValue}?t=${Math.floor(film.currentTime)}`;
    }
    const at = film.currentTime * 1000;
    let low = 0;
    let high = begins.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (begins[middle] <= at) low = middle + 1;
      else high = middle;
    }
    if (low - 1 === now) return;
    pieces[now]?.removeAttribute("aria-current");
    now = low - 1;
    const piece = pieces[now];
    if (!piece) return;
    piece.setAttribute("aria-current", "true");
    if (byId("follow").checked && lines.scrollHeight > lines.clientHeight) {
      const box = lines.getBoundingClientRect();
      const own = piece.getBoundingClientRect();
      lines.scrollTop += own.top - box.top - lines.clientHeight / 3;
    }
  });
}

function links() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-second]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(Number(link.dataset.second));
      film.play().catch(() => {});
      return;
    }
    const piece = event.target.closest("[data-begins]");
    if (piece && getSelection().isCollapsed) go(Number(piece.dataset.begins) / 1000);
    const away = event.target.closest("a[data-keeps-place]");
    if (away && film.currentTime > 1) {
      const address = new URL(away.href);
      address.searchParams.set("t", Math.floor(film.currentTime));
      away.href = address.href;
    }
  });
  const hash = () => {
    const found = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
    if (found) go(Number(found[1]));
  };
  addEventListener("hashchange", hash);
  hash();
  byId("here-link").addEventListener("focus", (event) => event.target.select());
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

function find() {
  const field = byId("find");
  if (!field) return;
  const told = byId("found");
  let hits = [];
  let at = -1;
  const texts = pieces.map((one) => folded(one.textContent));
  function show(number) {
    hits[at]?.classList.remove("is-here");
    at = number;
    const hit = hits[at];
    hit.classList.add("is-here");
    hit.scrollIntoView({ block: "nearest" });
    told.textContent = `${at + 1} / ${hits.length}`;
  }
  field.addEventListener("input", () => {
    for (const one of hits) one.classList.remove("is-hit", "is-here");
    const word = folded(field.value.trim());
    hits = word ? pieces.filter((_one, number) => texts[number].includes(word)) : [];
    at = -1;
    for (const one of hits) one.classList.add("is-hit");
    if (hits.length) {
      byId("follow").checked = false;
      show(0);
    } else {
      told.textContent = word ? told.dataset.none : "";
    }
  });
  // Enter: the next one; with Shift the one before.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !hits.length) return;
    event.preventDefault();
    show((at + (event.shiftKey ? hits.length - 1 : 1)) % hits.length);
    go(Number(hits[at].dataset.begins) / 1000);
  });
}

function keys() {
  const speeds = [...byId("c-speed").options].map((one) => Number(one.value));
  const step = (by) => {
    const next = speeds.indexOf(film.playbackRate) + by;
    if (next >= 0 && next < speeds.length) film.playbackRate = speeds[next];
  };
  const move = (seconds) => go(Math.max(0, Math.min(film.duration || 0, film.currentTime + seconds)));
  const louder = (by) => (film.volume = Math.max(0, Math.min(1, film.volume + by)));
  const verbs = {
    k: () => (film.paused ? film.play().catch(() => {}) : film.pause()),
    j: () => move(-10),
    l: () => move(10),
    ArrowLeft: () => move(-5),
    ArrowRight: () => move(5),
    ArrowUp: () => louder(0.1),
    ArrowDown: () => louder(-0.1),
    m: () => (film.muted = !film.muted),
    c: toggleCaptions,
    ",": () => step(-1),
    ".": () => step(1),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : film.requestFullscreen?.()),
  };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // What is typed or chosen in a field is not for the player.
    if (event.target.matches("input, select, textarea")) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (/^\d$/.test(name) && film.duration) go((film.duration * Number(name)) / 10);
    else if (Object.hasOwn(verbs, name)) verbs[name]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Beside the player the chapters; in the text the arrows scroll.
  for (const part of [player, byId("more")]) part.addEventListener("keydown", press, true);
}
