import type { ViewModel } from "../model/view-model.ts";
import type { Say } from "../text/catalogue.ts";

/** A node's name on its own, as the captions have it. */
export function nodeText(node: number, model: ViewModel, say: Say): string {
  if (node < model.n) {
    return say("log-replica", { id: node });
  }
  return model.clients.length > 1 ? say("client-name-of-many", { id: node - model.n }) : say("client-name");
}
