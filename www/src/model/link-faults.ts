// The ways of links that do not work as the network does: cut, held or slower than the others.

import { type Stop, stops } from "./stopped-links.ts";
import type { ViewModel } from "./view-model.ts";

type Latency = ViewModel["latencyMs"];

export interface LinkFault {
  readonly from: number;
  readonly to: number;
  readonly why: Stop["why"] | "slow";
  /** The shortest and the longest latency of a slow one. */
  readonly ms: readonly [number, number] | undefined;
}

/** Every such way once, with those that the partition cuts or without them. A stopped one may be slow too. */
export function linkFaults(model: ViewModel, partition: boolean): LinkFault[] {
  const stopped = stops(partition ? model : { ...model, partition: undefined });
  const isStopped = (from: number, to: number) => stopped.some((one) => one.from === from && one.to === to);
  const usual = meanOf(model.latencyMs);
  const slow = model.links.filter(
    ({ from, to, latencyMs }) => meanOf(latencyMs) > usual && !isStopped(from, to),
  );
  return [
    ...stopped.map((stop): LinkFault => ({ ...stop, ms: undefined })),
    ...slow.map(({ from, to, latencyMs }): LinkFault => ({ from, to, why: "slow", ms: rangeOf(latencyMs) })),
  ];
}

function rangeOf(latency: Latency): [number, number] {
  if ("constant" in latency) {
    return [latency.constant, latency.constant];
  }
  if ("uniform" in latency) {
    return [...latency.uniform];
  }
  const { min, max } = latency.exponential;
  return [min, max];
}

function meanOf(latency: Latency): number {
  if ("constant" in latency) {
    return latency.constant;
  }
  if ("uniform" in latency) {
    const [min, max] = latency.uniform;
    return (min + max) / 2;
  }
  const { min, mean } = latency.exponential;
  return min + mean;
}
