// The map on the page of a space.
import { openSite } from "protect/map";

for (const element of document.querySelectorAll("[data-map=site]")) openSite(element);
