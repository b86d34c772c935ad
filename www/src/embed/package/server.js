// The element where a program without a document imports it: on a server nothing is defined, and the browser defines it later.
if (globalThis.customElements) {
  await import("./pbft-lab.js");
}
