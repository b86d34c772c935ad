// Page that checks proofs: choose an exercise, drop files with links, and get a table.
import { init, Simulation } from "./node_modules/pbft-lab/init.js";
import { COLUMNS, csvOf, namesOf, proofsIn, verify, withNotes } from "./proofs.js";

const element = (id) => document.getElementById(id);
let exercise;
let results = [];
/** One after the other, in the order in which they were given. */
let work = init().then(offerScenes, (error) => tell(error.message));

function offerScenes() {
  for (const { name, title } of Simulation.catalog()) {
    element("scene").append(new Option(title.en, name));
  }
}

function tell(text) {
  element("status").textContent = text;
}

function choose(scenario) {
  try {
    const run = new Simulation(scenario);
    element("exercise").textContent = run.scenario().title?.en ?? "no title";
    run.free();
    exercise = scenario;
  } catch (error) {
    exercise = undefined;
    element("exercise").textContent = error.message;
  }
  results = [];
  show();
}

function check(proofs) {
  work = work.then(async () => {
    if (exercise === undefined) {
      tell("Choose the exercise first.");
      return;
    }
    for (const [index, proof] of proofs.entries()) {
      tell(`Checking ${index + 1} of ${proofs.length}: ${proof.name}`);
      results.push(await verify(Simulation, exercise, proof));
      show();
    }
    tell(`${results.length} checked, ${results.filter(({ verdict }) => verdict === "passed").length} passed.`);
  });
}

async function proofsOf(files) {
  const names = namesOf(files.map((file) => file.webkitRelativePath || file.name));
  return (await Promise.all(files.map(async (file, index) => proofsIn(await file.text(), names[index])))).flat();
}

const row = (cells, tag) => {
  const line = document.createElement("tr");
  for (const cell of cells) {
    line.append(Object.assign(document.createElement(tag), { textContent: cell }));
  }
  return line;
};

function show() {
  const noted = withNotes(results);
  document.querySelector("thead").replaceChildren(row(COLUMNS, "th"));
  const lines = noted.map((result) => {
    const line = row(COLUMNS.map((column) => result[column]), "td");
    line.className = result.verdict;
    return line;
  });
  document.querySelector("tbody").replaceChildren(...lines);
  const link = element("csv");
  link.hidden = results.length === 0;
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([csvOf(noted)], { type: "text/csv" }));
}

element("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (file) {
    const text = await file.text();
    work = work.then(() => choose(text));
  }
});
element("scene").addEventListener("change", ({ target }) => {
  choose(Simulation.catalog().find(({ name }) => name === target.value)?.scenario ?? "");
});
element("proofs").addEventListener("change", async ({ target }) => check(await proofsOf([...target.files])));
element("folder").addEventListener("change", async ({ target }) => check(await proofsOf([...target.files])));
element("check").addEventListener("click", () => check(proofsIn(element("text").value, "line")));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  check(await proofsOf([...event.dataTransfer.files]));
});
