// The SCORM package from Share, unpacked and played in an imitation of a course system.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { Host } from "./host.ts";
import { Sharing } from "./sharing.ts";

const EXERCISE = readFileSync(new URL("../../../examples/lesson/exercise.json", import.meta.url));

/** Writes the files of an archive into a folder, as its directory lists them. */
function unpack(zip: Buffer, folder: string): string[] {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, length, start] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt32LE(at + 42),
    ];
    const name = zip.toString("utf8", at + 46, at + 46 + length);
    const content = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const packed = zip.subarray(content, content + size);
    writeFileSync(join(folder, name), zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed);
    names.push(name);
    at += 46 + length;
  }
  return names;
}

/** Opens a scenario file of the reader, and saves it as a package. */
async function packed(page: Page): Promise<Buffer> {
  const lab = new Sharing(page);
  await lab.open("./?lang=en&autoplay=0");
  await lab.share();
  await lab.give("exercise.json", EXERCISE);
  await expect(page.locator("div.about")).toContainText("Two replicas down");
  await lab.share();
  await lab.leaf("File");
  const save = lab.dialog.getByRole("button", { name: "Save as SCORM package" });
  const { name, content } = await lab.saved(() => save.click());
  expect(name).toMatch(/-scorm\.zip$/);
  return content;
}

test("a scene is saved as a SCORM package that reports the score and the run", async ({ page, context }) => {
  const folder = mkdtempSync(join(tmpdir(), "pbft-lab-scorm-"));
  const host = await Host.open(folder);
  try {
    const zip = await packed(page);
    const names = unpack(zip, folder);
    const size = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(zip.length, "compressed").toBeLessThan(size / 2);
    expect(names.slice(0, 3)).toEqual(["imsmanifest.xml", "index.html", "scenario.json"]);
    expect(names).toEqual(
      expect.arrayContaining([
        "lab/pbft-lab.js",
        "lab/pbft-lab-report.js",
        "lab/LICENSE-MIT",
        "lab/THIRD-PARTY-NOTICES-page.md",
      ]),
    );
    expect(readFileSync(join(folder, "imsmanifest.xml"), "utf8")).toContain(
      "<title>Two replicas down</title>",
    );
    host.put(
      "/a/player.js",
      `const stored = {};
      const yes = () => "true";
      const API = { LMSInitialize: yes, LMSCommit: yes, LMSFinish: yes, LMSGetValue: (name) => stored[name] ?? "",
        LMSSetValue: (name, value) => ((stored[name] = value), "true") };`.replaceAll("const ", "var "),
    );
    const player = await context.newPage();
    const frame = '<iframe src="/vendor/lab/index.html" width="1200" height="700"></iframe>';
    await host.show(player, frame, '<script src="player.js"></script>');
    const here = player.frameLocator("iframe");
    await here.locator("pbft-lab-lesson .ask").getByRole("button", { name: "No", exact: true }).click();
    await expect.poll(() => player.evaluate("stored['cmi.core.lesson_status']")).toBe("incomplete");
    await here.getByRole("button", { name: "Continue" }).first().click();
    await expect(here.getByRole("button", { name: /^Replica 2, .* down/ })).toBeVisible();
    await player.frames()[1]?.evaluate(async () => {
      const lab = document.querySelector("pbft-lab");
      await lab?.simulation.command({ do: "restart", replica: 2 });
      await lab?.simulation.runUntil({ answered: { client: 0, count: 1 } }, 20_000);
    });
    await expect.poll(() => player.evaluate("stored['cmi.core.lesson_status']")).toBe("passed");
    expect(await player.evaluate("stored['cmi.core.score.raw']")).toBe("100");
    expect(await player.evaluate("stored['cmi.suspend_data']")).toMatch(/^1\.[\w-]+&answers=0\.ask\.1$/);
  } finally {
    await host.close();
    rmSync(folder, { recursive: true });
  }
});
