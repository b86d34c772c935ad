// The page for a frame: one element that fills it, with the attributes that its address gives, and nothing else.
// `embed.html?scenario=two-replicas-down&lang=en&parts=stage%20narration&parent=https%3A%2F%2Fexample.org`

import "./embed/frame.css";
import "./pbft-lab-define.ts";
import { parametersOf, takeFrom } from "./embed/attributes.ts";
import { Frame } from "./embed/frame.ts";
import { originOf } from "./embed/frame-messages.ts";
import { PbftLabElement } from "./pbft-lab-element.ts";

const lab = document.createElement("pbft-lab");
takeFrom(location.href, lab);

const parent = originOf(parametersOf(location.href).get("parent"));
if (parent !== undefined && window.parent !== window && lab instanceof PbftLabElement) {
  new Frame(lab, window.parent, parent);
} else if (!lab.hasAttribute("height")) {
  // No page around gives the frame the height of its content: the content takes that of the frame.
  lab.setAttribute("height", "100dvh");
}
(document.querySelector("main") ?? document.body).append(lab);
