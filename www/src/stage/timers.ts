// The timers that run, as arcs around their nodes that get shorter: patience that runs out.

import type { Picture, TimerPicture } from "../picture.ts";
import type { Place } from "./geometry.ts";

/** Between the ring of votes, or of replies, and the caption. */
const REPLICA_GAP = 13;
const CLIENT_GAP = 16;
/** Smaller nodes have no arc, as they have no ring. */
const SHOWN_FROM = 12;
const HEAD = 3;
const TURN = 2 * Math.PI;

/** How much of a timer is left, from 1 to 0. */
export function shareLeft(timer: TimerPicture, nowMs: number): number {
  const { sinceMs, deadlineMs } = timer;
  if (sinceMs === undefined) {
    // When it was set is no longer known: it is shown as whole until it ends.
    return nowMs < deadlineMs ? 1 : 0;
  }
  const whole = deadlineMs - sinceMs;
  return whole > 0 ? Math.min(1, Math.max(0, (deadlineMs - nowMs) / whole)) : 0;
}

/** How many milliseconds are left, as whole ones. */
export function millisecondsLeft(deadlineMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil(deadlineMs - nowMs));
}

/** Draws the arc of each node whose timer is watched. The places are those of the replicas, then of the clients. */
export function drawTimers(
  context: CanvasRenderingContext2D,
  places: readonly Place[],
  picture: Picture,
  nowMs: number,
  colour: string,
): void {
  const nodes = [...picture.replicas, ...picture.clients];
  context.strokeStyle = colour;
  context.fillStyle = colour;
  nodes.forEach((node, index) => {
    const place = places[index];
    if (place && node.timer && place.radius >= SHOWN_FROM) {
      const reach = place.radius + (index < picture.n ? REPLICA_GAP : CLIENT_GAP);
      drawArc(context, place, reach, node.timer, nowMs);
    }
  });
}

// From twelve o'clock clockwise; the head, where it gets shorter, is a dot. A timer that stands still is dashed.
function drawArc(
  context: CanvasRenderingContext2D,
  { x, y }: Place,
  reach: number,
  timer: TimerPicture,
  nowMs: number,
): void {
  const end = shareLeft(timer, nowMs) * TURN - TURN / 4;
  context.lineWidth = 2;
  context.setLineDash(timer.running ? [] : [3, 3]);
  context.beginPath();
  context.arc(x, y, reach, -TURN / 4, end);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.arc(x + reach * Math.cos(end), y + reach * Math.sin(end), HEAD, 0, TURN);
  context.fill();
}
