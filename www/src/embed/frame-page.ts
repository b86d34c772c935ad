// The page for a frame: one element that fills it, with the attributes that its address gives, and nothing else.
// `embed.html?scenario=two-replicas-down&lang=en&parts=stage%20narration&parent=https%3A%2F%2Fexample.org`

import "../styles/frame.css";
import "../pbft-lab-define.ts";
import { ATTRIBUTES, FLAGS } from "./attributes.ts";
import { Frame } from "./frame.ts";
import { originOf } from "./talk.ts";

const wanted = new URLSearchParams(location.search);
const lab = document.createElement("pbft-lab");

for (const name of ATTRIBUTES) {
  const value = wanted.get(name);
  // In an address a flag has a value, which may say no.
  if (value !== null && !(FLAGS.includes(name) && /^(0|false|no|off)$/i.test(value))) {
    lab.setAttribute(name, FLAGS.includes(name) ? "" : value);
  }
}

const parent = originOf(wanted.get("parent"));
if (parent !== undefined && window.parent !== window) {
  new Frame(lab, window.parent, parent);
}
(document.querySelector("main") ?? document.body).append(lab);
