// The running timers, as arcs around their nodes that get shorter.

import { shareLeft } from "../model/timers.ts";
import type { ViewModel } from "../model/view-model.ts";
import { type Place, TIMED_FROM } from "./geometry.ts";

/** Between the ring of votes, or of replies, and the caption. */
const REPLICA_GAP = 13;
const CLIENT_GAP = 16;
const HEAD = 3;
const TURN = 2 * Math.PI;

/** A timer as it is drawn: from twelve o'clock clockwise by a share of a turn. */
export interface TimerArc {
  readonly place: Place;
  readonly reach: number;
  readonly share: number;
  /** A stopped timer is dashed. */
  readonly running: boolean;
  /** Where it gets shorter it has a head, of this radius. */
  readonly head: number;
}

/** The arc of each node whose timer is watched. The places are those of the replicas, then of the clients. */
export function arcs(places: readonly Place[], model: ViewModel, nowMs: number): TimerArc[] {
  return [...model.replicas, ...model.clients].flatMap(({ timer }, index) => {
    const place = places[index];
    if (!place || !timer || place.radius < TIMED_FROM) {
      return [];
    }
    const reach = place.radius + (index < model.n ? REPLICA_GAP : CLIENT_GAP);
    return [{ place, reach, share: shareLeft(timer, nowMs), running: timer.running, head: HEAD }];
  });
}

export function drawTimers(
  context: CanvasRenderingContext2D,
  places: readonly Place[],
  model: ViewModel,
  nowMs: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  for (const one of arcs(places, model, nowMs)) {
    drawArc(context, one);
  }
}

function drawArc(context: CanvasRenderingContext2D, { place, reach, share, running, head }: TimerArc): void {
  const { x, y } = place;
  const end = share * TURN - TURN / 4;
  context.lineWidth = 2;
  context.setLineDash(running ? [] : [3, 3]);
  context.beginPath();
  context.arc(x, y, reach, -TURN / 4, end);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.arc(x + reach * Math.cos(end), y + reach * Math.sin(end), head, 0, TURN);
  context.fill();
}
