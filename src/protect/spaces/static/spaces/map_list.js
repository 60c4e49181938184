// The spaces of the list on the town's map: a click opens a space, a row pointed at shows where it is.
import { bounds, fetchJson, open } from "protect/map";

const element = document.querySelector("[data-map=list]");
const [map, list] = await Promise.all([open(element), fetchJson(element.dataset.list)]);
map.show("list", list);
// Many spaces come counted together; closer to the ground they are asked for again, one by one.
const crowded = list.features.some((one) => one.properties.count);
const box = bounds(list);
if (box) map.fitBounds(box, { padding: 40, maxZoom: 16, animate: false });

let under = 0;
async function town() {
  const turn = ++under;
  const b = map.getBounds();
  const clip = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(5);
  const bbox = `bbox=${clip(b.getWest(), 180)},${clip(b.getSouth(), 90)},${clip(b.getEast(), 180)},${clip(b.getNorth(), 90)}`;
  if (crowded) {
    const closer = await fetchJson(`${element.dataset.list}&${bbox}`);
    if (turn === under) map.show("list", closer);
  }
  if (map.getZoom() < 12.5) return;
  const found = await fetchJson(`${element.dataset.town}?${bbox}`);
  if (turn === under) map.show("town", found);
}
map.on("moveend", town);
town();
map.on("click", "list", (event) => {
  const { pk, count } = event.features[0].properties;
  if (count) map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 });
  else location.href = element.dataset.open.replace("/0/", `/${pk}/`);
});
map.on("mouseenter", "list", () => (map.getCanvas().style.cursor = "pointer"));
map.on("mouseleave", "list", () => (map.getCanvas().style.cursor = ""));
for (const row of document.querySelectorAll("[data-space]")) {
  const one = list.features.find((found) => String(found.properties.pk) === row.dataset.space);
  if (!one) continue;
  const mark = (on) => map.setPaintProperty("list", "circle-radius", on ? ["case", ["==", ["get", "pk"], one.properties.pk], 13, ["has", "count"], 12, 7] : ["case", ["has", "count"], 12, 7]);
  row.addEventListener("mouseenter", () => mark(true));
  row.addEventListener("mouseleave", () => mark(false));
  row.addEventListener("focusin", () => mark(true));
  row.addEventListener("focusout", () => mark(false));
}
map.once("idle", () => (element.dataset.ready = "true"));
