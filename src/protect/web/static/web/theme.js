// Runs before the page is drawn, so that nobody is flashed: the choice kept on this device, else the system's.
window.protectTheme = (function () {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  let now = "auto";
  try {
    now = localStorage.getItem("protect-theme") || "auto";
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const show = () => {
    const dark = now === "dark" || (now !== "light" && system.matches);
    document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
  };
  show();
  system.addEventListener("change", show);
  return {
    kept: () => now,
    choose(theme) {
      now = theme;
      show();
      try {
        localStorage.setItem("protect-theme", theme);
      } catch {
        // Then it holds for this page only.
      }
    },
  };
})();
