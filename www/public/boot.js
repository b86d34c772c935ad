// Says why the page stays empty where its modules cannot be loaded. A plain script, since it has to run where modules do not.
addEventListener(
  "error",
  ({ target }) => {
    if (!(target instanceof HTMLScriptElement)) {
      return;
    }
    const missing = location.protocol === "file:" ? "server" : origin === "null" ? "origin" : "files";
    for (const sentence of document.querySelectorAll("[data-missing]")) {
      sentence.toggleAttribute("hidden", sentence.getAttribute("data-missing") !== missing);
    }
  },
  true,
);
