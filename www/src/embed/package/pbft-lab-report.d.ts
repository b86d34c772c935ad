import type { PbftLab } from "./pbft-lab.js";

/** Reports the work in an element to the course system around the page. Without a call, every element of the page is connected. */
export function connect(
  lab: PbftLab,
  options?: {
    /** The origin of the page around this one, which gets the reports; by default that of the referrer. */
    readonly origin?: string;
    /** The name of the exercise, an address; by default that of the page. */
    readonly activity?: string;
  },
): void;
