// Source of a run, as the attribute `scenario` names it: a scene of the catalog, a scenario file of the same origin, or a link.

import type { CatalogEntry, Scenario } from "../engine/engine.ts";
import type { Refusal } from "../engine/messages.ts";
import { isLink } from "../share/address.ts";

/** Plain data, the text of a scenario file, or the text of a link. */
export type Source = Scenario | { readonly file: string } | { readonly link: string };

/** A run to open, with its name in the catalog, if it is there. */
export interface Found {
  readonly source: Source | undefined;
  readonly name: string;
}

/** Why a text does not name a run, in the form of the engine's refusals. */
export class SourceError extends Error implements Refusal {
  override readonly name = "SourceError";
  readonly field = "scenario";
  readonly code: string;
  readonly values: Refusal["values"];

  constructor(code: string, values: Refusal["values"], message: string) {
    super(message);
    this.code = code;
    this.values = values;
  }
}

/** The maximum size of a file. */
export const FILE_MAX_BYTES = 8_000_000;

const ADDRESS = /[/\\]|\.json$/i;

/** Whether a text is the address of a file. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** The scene that opens if none is named: the first outside the course, whose lessons stop for questions. */
export function firstScene(catalog: readonly CatalogEntry[]): CatalogEntry | undefined {
  return catalog.find(({ shelf }) => shelf !== "course");
}

/** Finds a source. Rejects with SourceError. Without a text it is the first scene. */
export async function find(
  text: string | null | undefined,
  catalog: readonly CatalogEntry[],
  signal: AbortSignal,
): Promise<Found> {
  const wanted = (text ?? "").trim();
  const entry = wanted === "" ? firstScene(catalog) : catalog.find(({ name }) => name === wanted);
  if (entry || wanted === "") {
    return { source: entry?.scenario, name: entry?.name ?? "" };
  }
  if (isAddress(wanted)) {
    return { source: { file: await load(wanted, signal) }, name: "" };
  }
  if (isLink(wanted)) {
    return { source: { link: wanted }, name: "" };
  }
  const value = wanted.slice(0, 80);
  throw new SourceError(
    "no-such-scene",
    { value },
    `There is no scene “${value}”. A scenario is the name of a scene, the address of a scenario file, or a link.`,
  );
}

async function load(address: string, signal: AbortSignal): Promise<string> {
  const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : undefined;
  if (url?.origin !== location.origin) {
    const { origin } = location;
    const shown = address.slice(0, 200);
    throw new SourceError(
      "other-origin",
      { address: shown, origin },
      `The scenario file ${shown} is not on this server (${origin}). Only files from the page's own origin are read: put a copy there.`,
    );
  }
  let response: Response;
  try {
    // A redirect to another origin is refused too. The request has no credentials, so the author of the address gets only
    // public data, not what the server shows to this reader.
    response = await fetch(url, { mode: "same-origin", credentials: "omit", signal });
  } catch (error) {
    const detail = String(error);
    throw new SourceError(
      "not-fetched",
      { address: url.pathname, detail },
      `The scenario file ${url.pathname} could not be fetched: ${detail}.`,
    );
  }
  if (!response.ok) {
    const { status } = response;
    throw new SourceError(
      "server-answered",
      { address: url.pathname, status },
      `The scenario file ${url.pathname} could not be fetched: the server responded with status ${status}.`,
    );
  }
  return textOf(response, url.pathname);
}

// In chunks, because a server may send more than it announces, or never stop.
async function textOf({ body }: Response, path: string): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder("utf-8");
  let text = "";
  let bytes = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    bytes += value.byteLength;
    if (bytes > FILE_MAX_BYTES) {
      await reader.cancel();
      const megabytes = FILE_MAX_BYTES / 1_000_000;
      throw new SourceError(
        "file-too-large",
        { address: path, megabytes },
        `The scenario file ${path} is longer than ${megabytes} MB, the limit for scenario files.`,
      );
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
