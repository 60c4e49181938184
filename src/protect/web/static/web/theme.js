// Runs before the page is drawn, so that nobody is flashed: the choice kept on this device, else the system's.
(function () {
  const kept = localStorage.getItem("protect-theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const set = (theme) => document.documentElement.setAttribute("data-bs-theme", theme);
  set(kept || (system.matches ? "dark" : "light"));
  system.addEventListener("change", () => localStorage.getItem("protect-theme") || set(system.matches ? "dark" : "light"));
})();
