// A deck of reveal.js with the lab on its second slide. The run plays while its slide is shown.
import Reveal from "../node_modules/reveal.js/dist/reveal.esm.js";

const deck = new Reveal({ width: 1100, height: 650, hash: true });
deck.on("slidechanged", ({ currentSlide, previousSlide }) => {
  previousSlide?.querySelector("pbft-lab")?.pause();
  currentSlide.querySelector("pbft-lab")?.play();
});
await deck.initialize();
