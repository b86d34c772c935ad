// Name of a node, as the captions of the stage have it.

import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";

/** A node's name on its own, as the captions have it. */
export function nodeText(node: number, model: ViewModel, t: Translate): string {
  if (node < model.n) {
    return t("log-replica", { id: node });
  }
  return model.clients.length > 1 ? t("client-name-of-many", { id: node - model.n }) : t("client-name");
}
