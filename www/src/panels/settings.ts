// Language and colours, which follow the browser until they are chosen.

import { html, type TemplateResult } from "lit";
import type { Action, Theme } from "../model/actions.ts";
import { THEMES } from "../model/actions.ts";
import { LANGUAGES, type Language, languageOf, type Translate, translator } from "../text/catalogue.ts";

export function settings(
  t: Translate,
  language: Language,
  theme: Theme,
  dispatch: (action: Action) => void,
): TemplateResult {
  const onLanguage = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      dispatch({ type: "language", language: languageOf(event.target.value) });
    }
  };
  const onTheme = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      const wanted = event.target.value;
      dispatch({ type: "theme", theme: THEMES.find((one) => one === wanted) ?? "auto" });
    }
  };
  return html`
    <div class="settings">
      <label><span class="unseen">${t("language")}</span>
        <select @change=${onLanguage}>
          ${LANGUAGES.map(
            (one) =>
              html`<option value=${one} lang=${one} ?selected=${one === language}>${translator(one)("language-name")}</option>`,
          )}
        </select>
      </label>
      <label>${t("theme")}
        <select @change=${onTheme}>
          ${THEMES.map((one) => html`<option value=${one} ?selected=${one === theme}>${t(`theme-${one}`)}</option>`)}
        </select>
      </label>
    </div>
  `;
}
