import type { PbftLab, PbftLabEventMap } from "./pbft-lab.js";

/** The attributes of `<pbft-lab>` as markup in JavaScript gives them. */
export interface PbftLabAttributes
  extends Partial<
    Pick<
      PbftLab,
      | "scenario"
      | "seed"
      | "lang"
      | "theme"
      | "speed"
      | "autoplay"
      | "restore"
      | "parts"
      | "controls"
      | "height"
    >
  > {
  "start-at"?: string;
  readonly?: boolean;
}

/** Listeners as React and Vue name them. */
export type PbftLabListeners<Prefix extends string> = {
  [Name in keyof PbftLabEventMap as `${Prefix}${Name}`]?: (event: PbftLabEventMap[Name]) => void;
};
