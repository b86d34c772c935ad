// The address of a page that opens a run: `#run=` and the engine's text of a link, which stands in the fragment, since no browser
// sends that to a server; or, for a scene at its beginning, `?scenario=` and its name, which is no secret and is soon typed.

const NAME = "run";
/** The parameters of a page that say what to open: a link says it instead of them. */
const WHAT_TO_OPEN = ["scenario", "seed", "start-at"];
/** The script of the element alone, which stands in the folder of the whole page. */
const SCRIPT = "pbft-lab.js";

/** The text of the link that an address carries. */
export function linkIn(address: string): string | undefined {
  return new URLSearchParams(new URL(address).hash.slice(1)).get(NAME) ?? undefined;
}

export function addressWith(link: string, page: string): string {
  const url = openingNothing(page);
  url.hash = `${NAME}=${link}`;
  return url.href;
}

/** The address that opens a scene of the catalog at its beginning; without a seed with its own. */
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

/** The folder of the lab: that of the script which another page has taken from there, otherwise that of the page itself. */
export function homeOf(page: Document): string {
  const scripts = [...page.querySelectorAll("script")].map(({ src }) => src);
  const script = scripts.find((src) => URL.canParse(src) && new URL(src).pathname.endsWith(`/${SCRIPT}`));
  return new URL(".", script ?? page.baseURI).href;
}

/** Whether the page was opened as it was before: then the reader wants to continue, and not to start again. */
export function returns(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  const type = entry instanceof PerformanceNavigationTiming ? entry.type : "navigate";
  return type === "reload" || type === "back_forward";
}

/** Whether a text is spelt as that of a link. */
export function isLink(text: string): boolean {
  return /^\d+\.[\w-]+$/.test(text);
}
