// Language, colours and size of the text. The first two follow the browser until they are chosen.

import { html, type TemplateResult } from "lit";
import type { Action, Theme } from "../model/actions.ts";
import { THEMES } from "../model/actions.ts";
import { TEXT_SIZES } from "../model/ui-state.ts";
import { LANGUAGES, type Language, languageOf, type Translate, translator } from "../text/catalogue.ts";

interface Look {
  readonly language: Language;
  readonly theme: Theme;
  readonly textSize: number;
}

export function settings(
  t: Translate,
  { language, theme, textSize }: Look,
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
  const onTextSize = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      dispatch({ type: "text-size", size: Number(event.target.value) });
    }
  };
  return html`
    <div class="settings">
      <label>${t("language")}
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
      <label>${t("text-size")}
        <select @change=${onTextSize}>
          ${TEXT_SIZES.map((factor, size) => html`<option value=${size} ?selected=${size === textSize}>${t("text-size-value", { percent: Math.round(factor * 100) })}</option>`)}
        </select>
      </label>
    </div>
  `;
}
