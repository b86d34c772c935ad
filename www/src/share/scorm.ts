// SCORM package of a scene: a page with the scene, the lab, and the report to the course system.

import type { Scenario } from "../engine/engine.ts";
import { escaped } from "../text/xml.ts";

/** The list of the element's files, which the build writes beside them. */
const LIST = "files.json";

/** The beginning of time for a zip: the same content gives the same file. */
const DATE = new Date(1980, 0, 1);

/** What a package consists of. */
export interface ScormOptions {
  /** The folder of the lab. */
  readonly home: string;
  readonly scenario: Scenario;
  readonly title: string;
  readonly language: string;
}

/** Makes a package. Rejects if the files of the lab cannot be read. */
export async function scormPackage({ home, scenario, title, language }: ScormOptions): Promise<Blob> {
  // Few readers save a package.
  const { zipSync } = await import("fflate");
  const list: unknown = JSON.parse(new TextDecoder().decode(await read(LIST, home)));
  const names = Array.isArray(list) ? list.filter((name) => typeof name === "string") : [];
  const files = names.map(async (name) => [`lab/${name}`, await read(name, home)] as const);
  const archive = zipSync(
    {
      "imsmanifest.xml": bytesOf(manifest(title)),
      "index.html": bytesOf(page(title, language)),
      "scenario.json": bytesOf(`${JSON.stringify(scenario, null, 2)}\n`),
      ...Object.fromEntries(await Promise.all(files)),
    },
    { mtime: DATE },
  );
  return new Blob([archive], { type: "application/zip" });
}

async function read(name: string, home: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(name, home), { credentials: "omit" });
  if (!response.ok) {
    throw new Error(`${name}: ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

function bytesOf(content: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(content);
}

function page(title: string, language: string): string {
  return `<!doctype html>
<html lang="${escaped(language)}">
  <meta charset="utf-8">
  <link rel="icon" href="data:,">
  <title>${escaped(title)}</title>
  <script type="module" src="lab/pbft-lab.js"></script>
  <script type="module" src="lab/pbft-lab-report.js"></script>
  <pbft-lab scenario="./scenario.json" lang="${escaped(language)}" height="96dvh"></pbft-lab>
</html>
`;
}

// SCORM 1.2, which every system reads.
function manifest(title: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="pbft-lab" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${escaped(title)}</title>
      <item identifier="item" identifierref="page"><title>${escaped(title)}</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="index.html"><file href="index.html"/></resource>
  </resources>
</manifest>
`;
}
