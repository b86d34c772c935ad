// The page around the element: its words follow the element's language, and its address may ask for another scene than the first.
// `/?scenario=silent-primary&seed=7`

import "./app/page.css";
import "./pbft-lab-define.ts";
import { takeFrom } from "./embed/attributes.ts";
import { browserLanguage, directionOf, languageOf, translator } from "./text/catalogue.ts";

const lab = document.querySelector("pbft-lab");

function translate(): void {
  const chosen = lab?.getAttribute("lang");
  const language = chosen ? languageOf(chosen) : browserLanguage();
  const t = translator(language);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  document.title = t("page-tab");
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = t(element.getAttribute("data-text") ?? "");
  }
}

if (lab) {
  // In the turn in which the element is defined: nothing was opened yet.
  takeFrom(location.href, lab);
}
translate();
if (lab) {
  new MutationObserver(translate).observe(lab, { attributeFilter: ["lang"] });
}
