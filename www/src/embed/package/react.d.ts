import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { PbftLabAttributes, PbftLabListeners } from "./attributes.js";
import type { PbftLab } from "./pbft-lab.js";

type Common = Omit<DetailedHTMLProps<HTMLAttributes<PbftLab>, PbftLab>, keyof PbftLabAttributes>;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "pbft-lab": Common & PbftLabAttributes & PbftLabListeners<"on">;
    }
  }
}
