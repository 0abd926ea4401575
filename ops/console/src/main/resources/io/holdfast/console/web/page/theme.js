// Before anything is painted: the colours that were chosen, or those of the system.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const choice = () => localStorage.getItem("colours") ?? "system";
  const apply = () => {
    document.documentElement.dataset.theme = choice() === "system" ? (dark.matches ? "dark" : "light") : choice();
    window.dispatchEvent(new Event("coloursChanged"));
  };
  dark.addEventListener("change", apply);
  window.addEventListener("coloursChosen", apply);
  apply();
})();
