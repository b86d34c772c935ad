import type { DefineComponent, HTMLAttributes, ReservedProps } from "vue";
import type { PbftLabAttributes, PbftLabListeners } from "./attributes.js";

type Properties = Omit<HTMLAttributes, keyof PbftLabAttributes> & ReservedProps & PbftLabAttributes;

declare module "vue" {
  interface GlobalComponents {
    "pbft-lab": DefineComponent<Properties & PbftLabListeners<"on">>;
  }
}

declare module "vue/jsx-runtime" {
  namespace JSX {
    interface IntrinsicElements {
      "pbft-lab": Properties & PbftLabListeners<"on">;
    }
  }
}
