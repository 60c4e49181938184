// The editor of a site. Every change goes to the server at once; the server's answer says how to take it back.
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPointMode, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { choose, fetchJson, openSite } from "protect/map";

const element = document.querySelector("[data-map=edit]");
const panel = document.querySelector("[data-editor]");
const say = panel.querySelector("[data-say]");
const words = panel.dataset;
const form = panel.querySelector("[data-new]");
const dialog = form.closest("dialog");
const map = await openSite(element);
const draw = new TerraDraw({
  adapter: new TerraDrawMapLibreGLAdapter({ map }),
  modes: [
    new TerraDrawPolygonMode(), new TerraDrawLineStringMode(), new TerraDrawPointMode(),
    new TerraDrawSelectMode({
      flags: Object.fromEntries(
        ["polygon", "linestring", "point"].map((mode) => [mode, { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } }]),
      ),
    }),
  ],
});
draw.start();

let task = null; // what the drawing under way is for
let undo = [];
let redo = [];
let clash = null; // a change that met somebody else's: the steps not done yet, and both places

function tell(text, wrong = false) {
  say.textContent = text;
  say.classList.toggle("text-danger-emphasis", wrong);
}

async function post(change) {
  const response = await fetch(element.dataset.save, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": panel.querySelector("[name=csrfmiddlewaretoken]").value },
    body: JSON.stringify(change),
  }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (!answer) throw new Error(words.offline);
  if (response.status === 409) throw Object.assign(new Error(answer.errors.join(" ")), { conflict: answer.conflict });
  if (!response.ok) throw new Error(answer.errors.join(" "));
  return [answer.undo].flat();
}

async function run(steps) {
  let back = [];
  for (const [number, step] of steps.entries()) {
    try {
      back = [...(await post(step)), ...back];
    } catch (error) {
      throw Object.assign(error, { back, rest: steps.slice(number) });
    }
  }
  return back;
}

// Which place the change is made from: the server refuses it if somebody else has changed that since.
function seen(layer, pk) {
  return pk ? panel.querySelector(`tr[data-layer="${layer}"][data-pk="${pk}"]`)?.dataset.seen : undefined;
}

const modes = { Polygon: "polygon", LineString: "linestring", Point: "point" };
const choice = panel.querySelector("[data-conflict]");

// Theirs is on the map already; ours is drawn over it until one is chosen.
function askWhich(error, onto, done) {
  clash = { ...error, onto, done };
  const { yours } = error.conflict;
  choice.querySelector("[data-conflict-text]").textContent = error.message;
  choice.querySelector("[data-third]").hidden = !yours || !modes[yours.type] || error.rest[0].do !== "put";
  choice.hidden = false;
  if (yours && modes[yours.type]) draw.addFeatures([{ type: "Feature", geometry: yours, properties: { mode: modes[yours.type] } }]);
  choice.querySelector("button").focus();
}

async function decide(which) {
  const { rest, back, conflict, onto, done, fresh } = clash;
  clash = null;
  choice.hidden = true;
  if (which === "mine") return change([{ ...rest[0], seen: conflict.seen }, ...rest.slice(1)], done, onto, back, fresh);
  if (back.length) onto.push(back);
  stop();
  if (which === "third") {
    const { layer, pk } = rest[0];
    edit({ layer, pk, seen: conflict.seen }, conflict.yours);
  } else tell(words.theirs);
  await refresh();
}

function edit(next, geometry) {
  if (!modes[geometry.type]) return tell(words.many, true);
  begin({ ...next, edit: true }, "select");
  const [added] = draw.addFeatures([{ type: "Feature", geometry, properties: { mode: modes[geometry.type] } }]);
  if (added.valid) draw.selectFeature(added.id);
  else tell(added.reason, true);
}

async function refresh() {
  const [site, page] = await Promise.all([fetchJson(element.dataset.site), fetch(location.href).then((r) => r.text())]);
  map.show("site", site);
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-table]");
  panel.querySelector("[data-table]").replaceWith(fresh);
  panel.querySelector("[data-undo]").disabled = !undo.length;
  panel.querySelector("[data-redo]").disabled = !redo.length;
  element.dataset.changes = Number(element.dataset.changes || 0) + 1;
}

async function change(steps, done, onto = undo, before = [], fresh = true) {
  let met = null;
  try {
    onto.push([...(await run(steps)), ...before]);
    if (fresh) redo = [];
    tell(done);
  } catch (error) {
    if (error.conflict) met = Object.assign(error, { back: [...error.back, ...before] });
    tell(error.message, true);
  }
  stop();
  await refresh();
  if (met) askWhich({ message: met.message, conflict: met.conflict, rest: met.rest, back: met.back, fresh }, onto, done);
}

function stop() {
  task = null;
  clash = null;
  choice.hidden = true;
  draw.clear();
  draw.setMode("static");
  panel.querySelector("[data-drawing]").hidden = true;
}

function begin(next, mode) {
  stop();
  task = next;
  draw.setMode(mode);
  panel.querySelector("[data-drawing]").hidden = false;
  panel.querySelector("[data-keep]").hidden = !next.edit;
  tell(next.edit ? words.editing : mode === "point" ? words.point : mode === "linestring" ? words.line : words.polygon);
}

draw.on("finish", (id, context) => {
  if (!task || task.edit || context.action !== "draw") return;
  const geometry = draw.getSnapshot().find((one) => one.id === id).geometry;
  const { layer, pk } = task;
  if (task.do === "split") change([{ do: "split", layer, pk, geometry, seen: task.seen }], words.saved);
  else if (pk) change([{ do: "put", layer, pk, geometry, seen: task.seen }], words.saved);
  else ask(layer, geometry);
});

// A new object needs a name and a kind before it is kept.
function ask(layer, geometry) {
  for (const part of form.querySelectorAll("[data-for]")) part.disabled = part.hidden = part.dataset.for !== layer;
  form.onsubmit = (event) => {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-cancel")) return dialog.close();
    task = null;
    dialog.close();
    const values = {};
    for (const [name, value] of new FormData(form)) values[name] = value;
    change([{ do: "add", layer, geometry, values }], words.saved);
    form.reset();
  };
  dialog.onclose = () => task && stop();
  dialog.showModal();
}

panel.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const { layer, mode } = button.dataset;
  const pk = Number(button.dataset.pk) || undefined;
  const verb = button.dataset.do;
  if (verb === "draw") begin({ layer, pk, seen: seen(layer, pk) }, mode);
  else if (verb === "split") begin({ do: "split", layer, pk, seen: seen(layer, pk) }, "linestring");
  else if (verb === "remove") change([{ do: "remove", layer, pk, seen: seen(layer, pk) }], words.removed);
  else if (verb === "theirs" || verb === "mine" || verb === "third") decide(verb);
  else if (verb === "show") show(layer, pk);
  else if (verb === "stop") (stop(), tell(""));
  else if (verb === "keep") {
    const geometry = draw.getSnapshot().find((one) => !one.properties.midPoint && !one.properties.selectionPoint)?.geometry;
    change([{ do: "put", layer: task.layer, pk: task.pk, geometry, seen: task.seen }], words.saved);
  } else if (verb === "edit") {
    const site = await fetchJson(element.dataset.site);
    const found = site.features.find((one) => one.properties.layer === layer && one.properties.pk === pk);
    if (!found) return tell(words.many, true);
    edit({ layer, pk, seen: found.properties.seen }, found.geometry);
  } else if (verb === "undo" || verb === "redo") {
    const [from, to] = verb === "undo" ? [undo, redo] : [redo, undo];
    const steps = from.pop();
    if (!steps) return;
    await change(steps, verb === "undo" ? words.undone : words.redone, to, [], false);
  }
});

function show(layer, pk) {
  choose(map, layer, pk);
  const row = panel.querySelector(`tr[data-layer="${layer}"][data-pk="${pk}"]`);
  for (const one of panel.querySelectorAll("tr.table-active")) one.classList.remove("table-active");
  row?.classList.add("table-active");
}

map.on("click", (event) => {
  if (task) return;
  const [found] = map.queryRenderedFeatures(event.point, { layers: ["points", "measure-line", "area-fill", "space-fill"] });
  if (found) {
    show(found.properties.layer, found.properties.pk);
    panel.querySelector("tr.table-active")?.scrollIntoView({ block: "nearest" });
  } else choose(map, "");
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && task) (stop(), tell(""));
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.target.matches("input, textarea")) {
    event.preventDefault();
    panel.querySelector(event.shiftKey ? "[data-redo]" : "[data-undo]").click();
  }
});
panel.dataset.ready = "true";
