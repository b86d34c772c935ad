// Inspected items other than nodes: a message in transit, a link, the whole network.

export type InspectedItem =
  | { readonly kind: "packet"; readonly packet: number }
  | { readonly kind: "link"; readonly from: number; readonly to: number }
  | { readonly kind: "partition" };

/** The position of its dialog, and the element that gets the focus back. */
export interface Inspected {
  readonly item: InspectedItem;
  readonly x: number;
  readonly y: number;
  readonly origin: HTMLElement | SVGElement | undefined;
}

/** The groups of a partition from the choice for each node: the number of a group, or 0 for a node that reaches all. */
export function groupsOf(choices: readonly number[]): number[][] {
  const numbers = [...new Set(choices.filter((choice) => choice > 0))].sort((a, b) => a - b);
  return numbers.map((number) => choices.flatMap((choice, node) => (choice === number ? [node] : [])));
}

/** The choice for each node, from the groups of the present partition. */
export function choicesOf(groups: readonly (readonly number[])[], nodes: number): number[] {
  return Array.from({ length: nodes }, (_, node) => groups.findIndex((group) => group.includes(node)) + 1);
}
