// The address of a page that opens a run: `#run=` and the engine's text of a link. It stands in the fragment, which no browser
// sends to a server.

const NAME = "run";
/** The script of the element alone, which stands in the folder of the whole page. */
const SCRIPT = "pbft-lab.js";

/** The text of the link that an address carries. */
export function linkIn(address: string): string | undefined {
  return new URLSearchParams(new URL(address).hash.slice(1)).get(NAME) ?? undefined;
}

export function addressWith(link: string, page: string): string {
  const url = new URL(page);
  url.hash = `${NAME}=${link}`;
  return url.href;
}

export function addressWithout(page: string): string {
  const url = new URL(page);
  url.hash = "";
  return url.href.replace(/#$/, "");
}

/** The folder of the lab: that of the script which another page has taken from there, otherwise that of the page itself. */
export function homeOf(page: Document): string {
  const scripts = [...page.querySelectorAll("script")].map(({ src }) => src);
  const script = scripts.find((src) => src !== "" && new URL(src).pathname.endsWith(`/${SCRIPT}`));
  return new URL(".", script ?? page.baseURI).href;
}

/** Whether the page was opened as it was before: then the reader wants to go on, and not to begin anew. */
export function returns(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  const type = entry instanceof PerformanceNavigationTiming ? entry.type : "navigate";
  return type === "reload" || type === "back_forward";
}
