/* Starts Wagtail's inline panels, whose own inline scripts a strict policy keeps from running. */
(() => {
  const start = () => {
    document.querySelectorAll("[data-rows-options]").forEach((element) => {
      const options = JSON.parse(element.dataset.rowsOptions);
      element.removeAttribute("data-rows-options");
      new window.InlinePanel(options);
    });
  };
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
