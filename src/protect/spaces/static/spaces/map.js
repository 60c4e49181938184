// A vector map from the town's own data: no foreign server, no glyphs, light and dark.
import * as maplibregl from "maplibre-gl";

const COLOURS = {
  light: { paper: "#f6f4ef", street: "#ffffff", edge: "#c9c3b6", house: "#ddd6c8", walk: "#efe6d2", green: "#d6e8cf", water: "#bcd9ea", rail: "#9a948a", ink: "#2b2b2b", halo: "#ffffff", space: "#1d4f7c", area: "#7a3f9c", entrance: "#1c6b45", measure: "#a34400", photo: "#8f1d2c" },
  dark: { paper: "#1c2126", street: "#3c444c", edge: "#4a535c", house: "#30373e", walk: "#38403f", green: "#26382a", water: "#1d3a4d", rail: "#6c757d", ink: "#e6e6e6", halo: "#14181c", space: "#9cc7ee", area: "#d3a6ef", entrance: "#7fd6a8", measure: "#ffb27a", photo: "#f1a5ac" },
};
const empty = { type: "FeatureCollection", features: [] };
const font = ["sans-serif"];
const kind = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
const layer = (name) => ["==", ["get", "layer"], name];
const shape = (name) => ["==", ["geometry-type"], name];
const text = (c, size) => ({ "text-color": c.ink, "text-halo-color": c.halo, "text-halo-width": 1.4 });

// A dashed or dotted edge and a label tell the kinds of sub-areas apart without colour.
const DASHES = { approach: [4, 2], perimeter: [1, 0], access_point: [1, 1], interior: [6, 1], exit_route: [2, 2], service_area: [1, 2], air_space: [1, 3], adjoining_property: [8, 3] };

function style(dark) {
  const c = COLOURS[dark ? "dark" : "light"];
  const dashes = Object.entries(DASHES).map(([name, dash]) => ({
    id: `area-${name}`, type: "line", source: "site", filter: ["all", layer("sub_area"), ["==", ["get", "kind"], name]],
    paint: { "line-color": c.area, "line-width": 2.5, "line-dasharray": dash },
  }));
  return {
    version: 8,
    sources: {
      town: { type: "geojson", data: empty }, site: { type: "geojson", data: empty, promoteId: "key" }, list: { type: "geojson", data: empty },
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": c.paper } },
      { id: "green", type: "fill", source: "town", filter: ["all", shape("Polygon"), kind("green")], paint: { "fill-color": c.green } },
      { id: "water", type: "fill", source: "town", filter: ["all", shape("Polygon"), kind("water")], paint: { "fill-color": c.water } },
      { id: "walk", type: "fill", source: "town", filter: ["all", shape("Polygon"), kind("pedestrian", "platform", "parking")], paint: { "fill-color": c.walk } },
      { id: "edge", type: "line", source: "town", filter: ["all", shape("LineString"), kind("street")], paint: { "line-color": c.edge, "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 12, 1.2, 18, 15] } },
      { id: "street", type: "line", source: "town", filter: ["all", shape("LineString"), kind("street", "pedestrian")], paint: { "line-color": c.street, "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 12, 0.7, 18, 12] } },
      { id: "path", type: "line", source: "town", filter: ["all", shape("LineString"), kind("path", "water")], paint: { "line-color": c.edge, "line-width": 1, "line-dasharray": [3, 2] } },
      { id: "rail", type: "line", source: "town", filter: ["all", shape("LineString"), kind("rail")], paint: { "line-color": c.rail, "line-width": 1.5 } },
      { id: "house", type: "fill", source: "town", filter: ["all", shape("Polygon"), kind("building")], paint: { "fill-color": c.house, "fill-outline-color": c.edge } },
      { id: "barrier", type: "line", source: "town", minzoom: 16, filter: ["all", shape("LineString"), kind("barrier", "bollard")], paint: { "line-color": c.rail, "line-width": 1.2 } },
      { id: "small", type: "circle", source: "town", minzoom: 17, filter: ["all", shape("Point"), kind("bollard", "barrier", "lamp", "camera", "tree")], paint: { "circle-radius": 2.2, "circle-color": ["match", ["get", "kind"], "tree", c.green, "camera", c.photo, c.rail], "circle-stroke-color": c.edge, "circle-stroke-width": 0.6 } },
      { id: "names", type: "symbol", source: "town", minzoom: 15, filter: ["all", ["!=", ["get", "name"], ""], shape("LineString"), kind("street", "pedestrian")], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": font, "text-size": 11 }, paint: text(c) },
      { id: "space-fill", type: "fill", source: "site", filter: ["all", layer("space"), shape("Polygon")], paint: { "fill-color": c.space, "fill-opacity": 0.12 } },
      { id: "space-line", type: "line", source: "site", filter: layer("space"), paint: { "line-color": c.space, "line-width": 3 } },
      { id: "area-fill", type: "fill", source: "site", filter: layer("sub_area"), paint: { "fill-color": c.area, "fill-opacity": 0.1 } },
      ...dashes,
      { id: "measure-line", type: "line", source: "site", filter: ["all", layer("measure"), shape("LineString")], paint: { "line-color": c.measure, "line-width": 4 } },
      { id: "points", type: "circle", source: "site", filter: shape("Point"), paint: { "circle-radius": 7, "circle-color": ["match", ["get", "layer"], "entrance", c.entrance, "photo", c.photo, c.measure], "circle-stroke-color": c.halo, "circle-stroke-width": 2 } },
      { id: "chosen-line", type: "line", source: "site", filter: ["==", ["get", "name"], "\u0000"], paint: { "line-color": c.ink, "line-width": 5 } },
      { id: "chosen-point", type: "circle", source: "site", filter: ["==", ["get", "name"], "\u0000"], paint: { "circle-radius": 11, "circle-color": c.ink, "circle-opacity": 0.5 } },
      { id: "labels", type: "symbol", source: "site", filter: ["!=", ["get", "layer"], "space"], layout: { "text-field": ["get", "label"], "text-font": font, "text-size": 12, "text-offset": [0, 1.1], "text-anchor": "top" }, paint: text(c) },
      { id: "list", type: "circle", source: "list", paint: { "circle-radius": ["case", ["has", "count"], 12, 7], "circle-color": c.space, "circle-stroke-color": c.halo, "circle-stroke-width": 2 } },
      { id: "list-names", type: "symbol", source: "list", layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 12, "text-offset": [0, 1], "text-anchor": "top" }, paint: text(c) },
    ],
  };
}

export async function fetchJson(address) {
  const response = await fetch(address, { headers: { Accept: "application/geo+json" } });
  return response.ok ? response.json() : empty;
}

export function bounds(collection) {
  const box = new maplibregl.LngLatBounds();
  const walk = (c) => (typeof c[0] === "number" ? box.extend(c) : c.forEach(walk));
  for (const one of collection.features) if (one.geometry) walk(one.geometry.coordinates);
  return box.isEmpty() ? null : box;
}

// Only one object stands out: the one whose row was chosen, or that was clicked.
export function choose(map, name, pk) {
  const filter = name ? ["all", layer(name), ["==", ["get", "pk"], pk]] : ["==", ["get", "name"], "\u0000"];
  map.setFilter("chosen-line", name ? ["all", filter, ["!=", ["geometry-type"], "Point"]] : filter);
  map.setFilter("chosen-point", name ? ["all", filter, shape("Point")] : filter);
}

export async function open(element) {
  const dark = () => document.documentElement.dataset.bsTheme === "dark";
  const map = new maplibregl.Map({ container: element, style: style(dark()), center: [10, 50], zoom: 3, attributionControl: false, cooperativeGestures: matchMedia("(pointer: coarse)").matches });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl(), "bottom-left");
  map.getCanvas().setAttribute("aria-label", element.dataset.label || "");
  await map.once("load");
  const data = {};
  map.show = (name, collection) => {
    data[name] = collection;
    map.getSource(name).setData(collection);
  };
  new MutationObserver(() => {
    map.setStyle(style(dark()));
    map.once("styledata", () => Object.entries(data).forEach(([name, collection]) => map.show(name, collection)));
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  return map;
}

// The read-only map of one space.
export async function openSite(element) {
  const [map, town, site] = await Promise.all([open(element), fetchJson(element.dataset.town), fetchJson(element.dataset.site)]);
  map.show("town", town);
  map.show("site", site);
  const box = bounds(site) || bounds(town);
  if (box) map.fitBounds(box, { padding: 40, maxZoom: 18, animate: false });
  map.once("idle", () => (element.dataset.ready = "true"));
  return map;
}
