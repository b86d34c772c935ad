// Address that opens a run: `#run=` and the text of a link, in the fragment because browsers do not send that to servers; or,
// for the start of a scene, `?scenario=` and its name, which is public and short.

const NAME = "run";
/** The reader's answers to the questions of the scene, behind the link. They are a claim that the scenario decides. */
const ANSWERS = "answers";
/** The parameters of a page that name a run. A link replaces them. */
const WHAT_TO_OPEN = ["scenario", "seed", "start-at"];
/** The script of the element, in the folder of the page. */
const SCRIPT = "pbft-lab.js";

/** The text of a link in an address. */
export function linkIn(address: string): string | undefined {
  return new URLSearchParams(new URL(address).hash.slice(1)).get(NAME) ?? undefined;
}

export function addressWith(link: string, page: string): string {
  const url = openingNothing(page);
  url.hash = `${NAME}=${link}`;
  return url.href;
}

/** The address of a run with the reader's answers to the questions of its scene: the number of each choice by the name of the question. */
export function addressWithAnswers(address: string, answers: ReadonlyMap<string, number>): string {
  const url = new URL(address);
  const list = [...answers].map(([question, choice]) => `${question}.${choice}`);
  if (list.length > 0) {
    url.hash += `&${ANSWERS}=${list.join(",")}`;
  }
  return url.href;
}

/** The address of the start of a scene, by default with the scene's own seed. */
export function addressOfScene(scene: string, seed: string | undefined, page: string): string {
  const url = openingNothing(page);
  url.searchParams.set("scenario", scene);
  if (seed !== undefined) {
    url.searchParams.set("seed", seed);
  }
  return url.href;
}

function openingNothing(page: string): URL {
  const url = new URL(page);
  url.hash = "";
  for (const name of WHAT_TO_OPEN) {
    url.searchParams.delete(name);
  }
  return url;
}

export function addressWithout(page: string): string {
  const url = new URL(page);
  url.hash = "";
  return url.href.replace(/#$/, "");
}

/** The folder of the lab: that of the script, if another page uses it; otherwise that of the page. */
export function homeOf(page: Document): string {
  const scripts = [...page.querySelectorAll("script")].map(({ src }) => src);
  const script = scripts.find((src) => URL.canParse(src) && new URL(src).pathname.endsWith(`/${SCRIPT}`));
  return new URL(".", script ?? page.baseURI).href;
}

/** Whether the page was reloaded or restored: then the reader continues instead of starting again. */
export function returns(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  const type = entry instanceof PerformanceNavigationTiming ? entry.type : "navigate";
  return type === "reload" || type === "back_forward";
}

/** Whether a text has the form of a link. */
export function isLink(text: string): boolean {
  return /^\d+\.[\w-]+$/.test(text);
}
