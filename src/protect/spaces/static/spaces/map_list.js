// The spaces of the list on the town's map: a click opens a space, a row pointed at shows where it is.
import { bounds, fetchJson, open } from "protect/map";

const element = document.querySelector("[data-map=list]");
const [map, list] = await Promise.all([open(element), fetchJson(element.dataset.list)]);
map.show("list", list);
const box = bounds(list);
if (box) map.fitBounds(box, { padding: 40, maxZoom: 16, animate: false });

let under = 0;
async function town() {
  if (map.getZoom() < 12.5) return;
  const turn = ++under;
  const b = map.getBounds();
  const found = await fetchJson(`${element.dataset.town}?bbox=${[b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((d) => d.toFixed(5))}`);
  if (turn === under) map.show("town", found);
}
map.on("moveend", town);
town();
map.on("click", "list", (event) => (location.href = element.dataset.open.replace("/0/", `/${event.features[0].properties.pk}/`)));
map.on("mouseenter", "list", () => (map.getCanvas().style.cursor = "pointer"));
map.on("mouseleave", "list", () => (map.getCanvas().style.cursor = ""));
for (const row of document.querySelectorAll("[data-space]")) {
  const one = list.features.find((found) => String(found.properties.pk) === row.dataset.space);
  if (!one) continue;
  const mark = (on) => map.setPaintProperty("list", "circle-radius", on ? ["case", ["==", ["get", "pk"], one.properties.pk], 13, 7] : 7);
  row.addEventListener("mouseenter", () => mark(true));
  row.addEventListener("mouseleave", () => mark(false));
  row.addEventListener("focusin", () => mark(true));
  row.addEventListener("focusout", () => mark(false));
}
map.once("idle", () => (element.dataset.ready = "true"));
