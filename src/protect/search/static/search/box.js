// Suggestions under the search box; the box is a plain form without them. "/" leads to it from anywhere on a page.

const form = document.querySelector("form[data-site-search]");
const box = form.querySelector("input");
const list = form.querySelector(".site-search-suggestions");
const status = form.querySelector("[aria-live]");
let waiting, asked;

function close() {
  list.hidden = true;
}

async function suggest() {
  const text = box.value.trim();
  asked?.abort();
  if (text.length < 2) return close();
  asked = new AbortController();
  try {
    const address = `${form.dataset.siteSearch}?q=${encodeURIComponent(text)}`;
    const answer = await fetch(address, { signal: asked.signal, headers: { "HX-Request": "true" } });
    // Signed out in the meantime, or a fault: the form itself will say so.
    if (!answer.ok || answer.redirected) return close();
    list.innerHTML = await answer.text();
  } catch {
    return; // overtaken by a later letter, or no connection
  }
  const found = list.querySelector("ul");
  list.hidden = !found;
  status.textContent = found?.dataset.count ?? "";
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 150);
});
box.addEventListener("focus", () => {
  if (list.querySelector("a") && box.value.trim().length > 1) list.hidden = false;
});

form.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    box.focus();
    close();
  } else if (event.key === "ArrowDown" && !list.hidden && links[at + 1]) {
    event.preventDefault();
    links[at + 1].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (links[at - 1] ?? box).focus();
  }
});
form.addEventListener("focusout", (event) => {
  if (!form.contains(event.relatedTarget)) close();
});
// A click on a suggestion must not lose the focus before it is one (Safari focuses no links).
list.addEventListener("mousedown", (event) => event.preventDefault());

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});
