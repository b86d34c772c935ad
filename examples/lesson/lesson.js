// A page that follows the reader's progress in its exercise.
const lab = document.querySelector("pbft-lab");
const progress = document.querySelector("#progress");

lab.addEventListener("pbft-answer", ({ detail }) => {
  progress.value = detail.right ? "predicted rightly" : "predicted wrongly";
});
lab.addEventListener("pbft-goal", () => {
  progress.value = "done";
});
