// One sentence that says what is happening, and the notices that stand below it.

import { html, nothing, type TemplateResult } from "lit";
import type { Wish } from "../intents.ts";
import { aboutRequest } from "../questions.ts";
import type { Run } from "../run.ts";
import type { Say } from "../text/catalogue.ts";
import { questionButton } from "./question.ts";

/** What is going on, or why nothing is. */
export function story(
  say: Say,
  { picture, told: { headline } }: Run,
  ask: (wish: Wish) => void,
): TemplateResult {
  const obstacle = picture?.obstacle;
  if (picture && obstacle) {
    const [title, why] =
      obstacle.kind === "votes"
        ? [say("stuck-votes", { ...obstacle }), say("stuck-why", { up: obstacle.up, n: picture.n })]
        : [say("stuck-primary", { ...obstacle }), say("stuck-primary-why")];
    return html`
      <div class="story stuck">
        <p part="story" aria-live="polite"><strong>${title}</strong> ${why}</p>
        ${questionButton(aboutRequest(picture), say, ask)}
      </div>
    `;
  }
  const text = headline
    ? headline.sentence(say)
    : picture
      ? say("head-start", { n: picture.n, f: picture.f })
      : say("starting");
  const section = headline?.section;
  return html`
      <p class="story" part="story" aria-live="polite">${text}
        ${section ? html`<span class="section" title=${say("section-title", { number: section })}>${say("section", { number: section })}</span>` : nothing}
      </p>
    `;
}

/** What went wrong, and what to do about it. */
export function trouble(say: Say, run: Run, ask: (wish: Wish) => void): TemplateResult | typeof nothing {
  const { trouble, recovering, refused } = run;
  if (recovering) {
    return html`<p class="notice" role="status">${say("trouble-recovering")}</p>`;
  }
  if (trouble) {
    const running = trouble.when === "running";
    return html`
        <div class="notice alarm" role="alert">
          <h2>${say(running ? "trouble-title" : "trouble-start-title")}</h2>
          ${running ? html`<p>${say("trouble-kept")}</p>` : nothing}
          <button type="button" class="primary" @click=${() => ask({ wish: "recover" })}>
            ${say(running ? "trouble-recover" : "trouble-retry")}
          </button>
          <p class="small">${say("trouble-details", { message: trouble.message })}</p>
        </div>
      `;
  }
  return refused?.at === "command"
    ? html`<p class="notice" role="alert">${say("refused", { message: refused.message })}</p>`
    : nothing;
}
