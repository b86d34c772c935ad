// Helpers for the tests of links, files and reloads.

import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";
import { Lab } from "./lab.ts";

/** The page with its dialog for sharing. */
export class Sharing extends Lab {
  get dialog(): Locator {
    return this.page.getByRole("dialog", { name: "Share" });
  }

  get notice(): Locator {
    return this.page.locator(".notice");
  }

  async share(): Promise<void> {
    await this.button("Share").click();
    await expect(this.dialog).toBeVisible();
  }

  /** Turns to a leaf of the open dialog. */
  async leaf(name: "Link" | "Embed" | "Figure" | "File"): Promise<void> {
    await this.dialog.getByRole("navigation").getByRole("button", { name }).click();
  }

  async done(): Promise<void> {
    await this.dialog.getByRole("button", { name: "Close" }).click();
    await expect(this.dialog).toBeHidden();
  }

  /** The address that the dialog gives. */
  async address(): Promise<string> {
    await this.share();
    await this.leaf("Link");
    const field = this.dialog.getByRole("textbox", { name: "Link to this position" });
    await expect(field).toHaveValue(/#run=1\./);
    const address = await field.inputValue();
    await this.done();
    return address;
  }

  /** Which step is shown, and of how many. */
  async moment(): Promise<string> {
    const position = this.page.locator("pbft-lab .position");
    return position.evaluate((line) =>
      [".count", ".clock"].map((part) => line.querySelector(part)?.textContent).join(", "),
    );
  }

  /** All that is said of the nodes. */
  nodes(): Promise<(string | null)[]> {
    return this.page
      .getByRole("button", { name: /^(Replica|Client)/ })
      .evaluateAll((all) => all.map((node) => node.getAttribute("aria-label")));
  }

  /** Something was done to the run, and it is paused at step 7. */
  async prepare(): Promise<void> {
    await this.open();
    await this.button("Pause").click();
    await this.settle();
    // However far it had come by then.
    await this.page.getByRole("slider", { name: "Time scrubber" }).press("Home");
    await expect.poll(() => this.moment()).toMatch(/^step 0 /);
    await this.act(3, /^Crash/);
    await this.settle();
    await this.onwardTo(7);
  }

  async onwardTo(step: number): Promise<void> {
    while (Number((await this.moment()).match(/^step (\d+)/)?.[1]) < step) {
      await this.onward();
    }
  }

  async onward(): Promise<void> {
    const count = this.page.locator("pbft-lab .position .count");
    const before = (await count.textContent()) ?? "";
    await this.button("Step").click();
    await expect(count).not.toHaveText(before);
    await this.rest();
  }

  /** A step takes time: waits until the clock shows that of the engine. */
  async rest(): Promise<void> {
    const lab = this.page.locator("pbft-lab").first();
    await expect(async () => {
      const nowMs = await lab.evaluate(
        async (element: HTMLElementTagNameMap["pbft-lab"]) => (await element.simulation.view()).nowMs,
      );
      expect(Math.abs((await this.clock()) - nowMs)).toBeLessThan(0.06);
    }).toPass();
  }

  /** Saves with a button of the dialog, and gives the file. */
  async save(button: string): Promise<{ name: string; content: Buffer }> {
    await this.leaf(/ as /.test(button) ? "Figure" : "File");
    return this.saved(() => this.dialog.getByRole("button", { name: button, exact: true }).click());
  }

  /** The file that is saved when something is done. */
  async saved(act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
    const file = await savedFile(this.page, act);
    await expect(this.dialog.getByRole("status")).toContainText(file.name);
    return file;
  }

  async give(name: string, content: string | Buffer): Promise<void> {
    await this.leaf("File");
    const file = { name, mimeType: "application/json", buffer: Buffer.from(content) };
    await this.page.locator('input[type="file"]').setInputFiles(file);
  }
}

/** The file that the page saves when something is done. */
export function savedFile(page: Page, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const given = page.context().browser()?.browserType().name() === "firefox" ? heldFile : download;
  return given(page, act);
}

async function download(page: Page, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

/** Firefox, driven over WebDriver BiDi, does not report downloads: the data that the page saves is kept instead. */
async function heldFile(page: Page, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  await page.evaluate(() => {
    const blobs = new Map<string, Blob | MediaSource>();
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      const address = create(blob);
      blobs.set(address, blob);
      return address;
    };
    Object.assign(globalThis, {
      held: new Promise((resolve) => {
        HTMLAnchorElement.prototype.click = function () {
          const blob = blobs.get(this.href);
          const reader = new FileReader();
          reader.onload = () => resolve({ name: this.download, data: reader.result });
          reader.readAsDataURL(blob instanceof Blob ? blob : new Blob());
        };
      }),
    });
  });
  await act();
  const { name, data } = await page.evaluate(
    () => (globalThis as unknown as { held: Promise<{ name: string; data: string }> }).held,
  );
  return { name, content: Buffer.from(data.slice(data.indexOf(",") + 1), "base64") };
}

/** Lets a file be held over the page, or dropped there, as a browser would. */
export function drag(
  page: Page,
  type: "dragover" | "dragleave" | "drop",
  name: string,
  text: string,
): Promise<void> {
  return page.locator("body").evaluate(
    (body, [type, name, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type: "application/json" }));
      body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    },
    [type, name, text] as const,
  );
}

/** Keeps what the page writes to the clipboard, which tests of several browsers cannot read; or refuses it. */
export async function holdClipboard(page: Page, allowed: boolean): Promise<() => Promise<string>> {
  await page.addInitScript((allowed) => {
    Object.defineProperty(navigator, "clipboard", {
      value: {
        writeText: (text: string) => {
          Object.assign(globalThis, { copied: text });
          return allowed ? Promise.resolve() : Promise.reject(new DOMException("no", "NotAllowedError"));
        },
      },
    });
  }, allowed);
  return () => page.evaluate(() => (globalThis as unknown as { copied: string }).copied);
}
