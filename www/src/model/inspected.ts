// Things other than nodes that a reader can inspect: a message in transit, a link, the whole network.

export type InspectedItem =
  | { readonly kind: "packet"; readonly packet: number }
  | { readonly kind: "link"; readonly from: number; readonly to: number }
  | { readonly kind: "partition" };

/** Where the dialog for it opens, and what gets the focus back. */
export interface Inspected {
  readonly item: InspectedItem;
  readonly x: number;
  readonly y: number;
  readonly origin: HTMLElement | SVGElement | undefined;
}

/** The groups of a partition from what was chosen for each node: 0 for a node that hears everybody, or the number of a group. */
export function groupsOf(choices: readonly number[]): number[][] {
  const numbers = [...new Set(choices.filter((choice) => choice > 0))].sort((a, b) => a - b);
  return numbers.map((number) => choices.flatMap((choice, node) => (choice === number ? [node] : [])));
}

/** What was chosen for each node, from the groups of a partition that holds. */
export function choicesOf(groups: readonly (readonly number[])[], nodes: number): number[] {
  return Array.from({ length: nodes }, (_, node) => groups.findIndex((group) => group.includes(node)) + 1);
}
