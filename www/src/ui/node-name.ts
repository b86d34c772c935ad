import type { Picture } from "../model/view-model.ts";
import type { Say } from "../text/catalogue.ts";

/** A node's name on its own, as the captions have it. */
export function nodeText(node: number, picture: Picture, say: Say): string {
  if (node < picture.n) {
    return say("log-replica", { id: node });
  }
  return picture.clients.length > 1
    ? say("client-name-of-many", { id: node - picture.n })
    : say("client-name");
}
