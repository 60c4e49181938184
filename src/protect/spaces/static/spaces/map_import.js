// Where the rows of a checked table would land, on the town's map; the table below says the same.
import { bounds, fetchJson, open } from "protect/map";

const element = document.querySelector("[data-map=import]");
const [map, places] = await Promise.all([open(element), fetchJson(element.dataset.list)]);
map.show("list", places);
const box = bounds(places);
if (box) map.fitBounds(box, { padding: 40, maxZoom: 16, animate: false });

let under = 0;
async function town() {
  if (map.getZoom() < 12.5) return;
  const turn = ++under;
  const b = map.getBounds();
  const bbox = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((value) => value.toFixed(5));
  const found = await fetchJson(`${element.dataset.town}?bbox=${bbox}`);
  if (turn === under) map.show("town", found);
}
map.on("moveend", town);
town();
map.once("idle", () => (element.dataset.ready = "true"));
