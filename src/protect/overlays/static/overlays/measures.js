// Where the temporary measures stand, over the map of the space.
import { openSite } from "protect/map";

const element = document.querySelector("[data-map=measures]");
if (element) {
  const points = JSON.parse(document.querySelector("#measure-points").textContent);
  const map = await openSite(element);
  map.show("list", points);
  const box = map.getBounds();
  for (const one of points.features) box.extend(one.geometry.coordinates);
  if (points.features.some((one) => !map.getBounds().contains(one.geometry.coordinates))) map.fitBounds(box, { padding: 40, animate: false });
}
