// The page around the element: its words follow the element's language, and its address may ask for another scene than the first.
// `/?scenario=silent-primary&seed=7`

import "./app/page.css";
import "./pbft-lab-define.ts";
import { takeFrom } from "./embed/attributes.ts";
import { browserLanguage, directionOf, languageOf, loadLanguage, translator } from "./text/catalogue.ts";

const lab = document.querySelector("pbft-lab");

const languageShown = () => {
  const chosen = lab?.getAttribute("lang");
  return chosen ? languageOf(chosen) : browserLanguage();
};

async function translate(): Promise<void> {
  const language = languageShown();
  await loadLanguage(language);
  // Another one may have been chosen meanwhile.
  if (language !== languageShown()) {
    return;
  }
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
const retranslate = () => {
  // Without its texts the page stays in the language that it has.
  translate().catch(() => {});
};
retranslate();
if (lab) {
  new MutationObserver(retranslate).observe(lab, { attributeFilter: ["lang"] });
}
