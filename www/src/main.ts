// The page around the element: its words follow the element's language.

import "./styles/page.css";
import "./pbft-lab-define.ts";
import { browserLanguage, languageOf, speaker } from "./text/catalogue.ts";

const lab = document.querySelector("pbft-lab");

function translate(): void {
  const chosen = lab?.getAttribute("lang");
  const language = chosen ? languageOf(chosen) : browserLanguage();
  const say = speaker(language);
  document.documentElement.lang = language;
  document.title = say("page-tab");
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = say(element.getAttribute("data-text") ?? "");
  }
}

translate();
if (lab) {
  new MutationObserver(translate).observe(lab, { attributeFilter: ["lang"] });
}
