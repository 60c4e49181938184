// Where it happened: by the position of the phone, or by a click on the map. The two fields say the same without either.
const lat = document.querySelector("#id_lat");
const lon = document.querySelector("#id_lon");
const button = document.querySelector("[data-here]");
const told = document.querySelector("[data-here-told]");
function set(latitude, longitude) {
  lat.value = latitude.toFixed(6);
  lon.value = longitude.toFixed(6);
  lat.dispatchEvent(new Event("input", { bubbles: true }));
}
if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    told.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        set(coords.latitude, coords.longitude);
        told.textContent = `${button.dataset.found} ${Math.round(coords.accuracy)} m`;
      },
      () => (told.textContent = button.dataset.failed),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
const element = document.querySelector("[data-map=point]");
if (element) {
  const { bounds, fetchJson, open } = await import("protect/map");
  const map = await open(element);
  const point = () =>
    lat.value && lon.value
      ? [{ type: "Feature", properties: { pk: 1, name: element.dataset.name }, geometry: { type: "Point", coordinates: [Number(lon.value), Number(lat.value)] } }]
      : [];
  const show = () => map.show("list", { type: "FeatureCollection", features: point() });
  const site = element.dataset.site ? await fetchJson(element.dataset.site) : { type: "FeatureCollection", features: [] };
  if (element.dataset.town) map.show("town", await fetchJson(element.dataset.town));
  map.show("site", site);
  show();
  const box = bounds({ features: [...site.features, ...point()] });
  if (box) map.fitBounds(box, { padding: 40, maxZoom: 17, animate: false });
  map.on("click", (event) => {
    set(event.lngLat.lat, event.lngLat.lng);
    show();
  });
  for (const one of [lat, lon]) one.addEventListener("change", show);
  map.once("idle", () => (element.dataset.ready = "true"));
}
