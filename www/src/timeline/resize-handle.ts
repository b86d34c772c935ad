// The edge between the timeline and what is above it: clicked, or moved by its keys.

import { html, type TemplateResult } from "lit";
import type { Translate } from "../text/catalogue.ts";

export function resizeHandle(isTall: boolean, turn: () => void, t: Translate): TemplateResult {
  const name = t(isTall ? "timeline-smaller" : "timeline-larger");
  const onKey = (event: KeyboardEvent) => {
    const wanted = { ArrowUp: true, ArrowDown: false, Enter: !isTall, " ": !isTall }[event.key];
    if (wanted !== undefined) {
      event.preventDefault();
      if (wanted !== isTall) {
        turn();
      }
    }
  };
  return html`
    <div
      class="resize"
      role="separator"
      tabindex="0"
      aria-orientation="horizontal"
      aria-valuenow=${isTall ? 100 : 0}
      aria-label=${name}
      title=${name}
      @click=${turn}
      @keydown=${onKey}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=${isTall ? "M3 6 L8 11 L13 6" : "M3 10 L8 5 L13 10"} fill="none" stroke="currentColor" stroke-width="2"></path></svg>
    </div>
  `;
}
