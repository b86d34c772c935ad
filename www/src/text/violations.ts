// Violations of invariants and their certificates, in the reader's language.

import type { Members } from "../model/cast.ts";
import type { Certificate, Violation } from "../model/safety.ts";
import { replyKey, type ValueKey, type ValueNames } from "../model/values.ts";
import type { Translate } from "./catalogue.ts";
import { shortened } from "./format.ts";
import { capitalised, DIGEST_LENGTH, nodeName, nodeNames, quoted, subjectName } from "./narration.ts";
import { valueText } from "./values.ts";

export interface ViolationText {
  readonly text: string;
  /** The language of the text, if it is not the reader's. */
  readonly lang?: "en";
}

/** A violation as a sentence; in the engine's English if it has no translation. */
export function violationText(
  { code, sentence, numbers }: Violation,
  cast: Members,
  t: Translate,
): ViolationText {
  const key = `violation-${code}`;
  const node = cast.replicas + (numbers["client"] ?? 0);
  const text = t(key, {
    ...numbers,
    client: nodeName(node, cast, t),
    Client: subjectName(node, cast, t),
  });
  return text === key ? { text: sentence, lang: "en" } : { text };
}

/** The value that a certificate is for; undefined for that of a view. */
export function certificateKey(
  { digest, holder, timestamp, result }: Certificate,
  replicas: number,
): ValueKey | undefined {
  return timestamp === undefined ? digest : replyKey(holder - replicas, timestamp, result ?? "");
}

/** What a certificate proves, and to whom. */
export function certificateText(
  certificate: Certificate,
  cast: Members,
  t: Translate,
  names?: ValueNames,
): string {
  const { kind, holder, view, seq, digest, timestamp, result } = certificate;
  const name = digest === undefined ? undefined : names?.nameOfKey(digest);
  return t(`certificate-${kind}`, {
    holder: subjectName(holder, cast, t),
    view: view ?? 0,
    seq: seq ?? 0,
    digest: name ? valueText(name, t) : shortened(digest ?? "", DIGEST_LENGTH),
    timestamp: timestamp ?? 0,
    result: quoted(result ?? ""),
  });
}

/** The signers of both certificates. */
export function overlapText(nodes: readonly number[], cast: Members, t: Translate): string {
  const names = capitalised(nodeNames(nodes, cast, t));
  return t("certificate-overlap", { count: nodes.length, names });
}
