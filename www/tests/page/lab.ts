// The page as a reader meets it: by roles and words.

import { expect, type Locator, type Page } from "@playwright/test";

export class Lab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page in English and waits until the cluster is there. */
  async open(address = "./"): Promise<void> {
    await this.page.goto(address);
    await expect(this.replica(0)).toBeVisible();
  }

  replica(id: number): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^Replica ${id},`) });
  }

  get client(): Locator {
    return this.page.getByRole("button", { name: /^Client\./ });
  }

  get story(): Locator {
    return this.page.locator("[part=story]");
  }

  get events(): Locator {
    return this.page.getByRole("region", { name: "Event log" });
  }

  step(name: string): Locator {
    return this.page
      .getByRole("list", { name: "The five phases of a request" })
      .getByRole("listitem")
      .filter({ hasText: new RegExp(`\\d\\. ${name}`) });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Goes on wherever the scene waits, until this holds. */
  async playUntil(holds: () => Promise<void>): Promise<void> {
    await expect(async () => {
      const play = this.button("Play");
      if (await play.isVisible()) {
        await play.click();
      }
      await holds();
    }).toPass({ timeout: 30_000, intervals: [300] });
  }

  get menu(): Locator {
    return this.page.getByRole("dialog");
  }

  async choose(scene: RegExp): Promise<void> {
    const select = this.page.getByLabel("Scene");
    const title = await select.locator("option").filter({ hasText: scene }).textContent();
    await select.selectOption({ label: title ?? "" });
    // The scene before it is there until the engine has opened this one.
    await this.settle();
  }

  /** Fast enough for a test, slow enough to be the same page. */
  async hurry(): Promise<void> {
    await this.#turn("ArrowRight");
  }

  /** Takes a hurry back. */
  async calm(): Promise<void> {
    await this.#turn("ArrowLeft");
  }

  async #turn(key: string): Promise<void> {
    const speed = this.page.getByLabel("Speed");
    await speed.focus();
    for (let notch = 0; notch < 5; notch += 1) {
      await speed.press(key);
    }
  }

  /** Types into a field as a person does, replacing its content. */
  async type(field: Locator, text: string): Promise<void> {
    await field.focus();
    await field.press("ControlOrMeta+a");
    await field.pressSequentially(text);
    await field.press("Enter");
  }

  async send(operation: string): Promise<void> {
    await this.page.getByLabel("Client request:").fill(operation);
    await this.button("Send request").click();
  }

  /** Does to a replica what its menu offers. */
  async act(id: number, choice: RegExp): Promise<void> {
    await this.replica(id).click();
    await this.menu.getByRole("button", { name: choice }).click();
    await expect(this.menu).toBeHidden();
  }

  /**
   * Waits until the engine has answered all that it was asked before, which it does in order, and the page shows it. A run that
   * is paused then stands still.
   */
  async settle(): Promise<void> {
    await this.page
      .locator("pbft-lab")
      .first()
      .evaluate(async (element: HTMLElementTagNameMap["pbft-lab"]) => {
        await element.simulation.view();
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      });
  }

  /** One occurrence after the other, each of them to its end, until this can be seen. */
  async stepUntil(wanted: Locator): Promise<void> {
    for (let step = 0; step < 80 && !(await wanted.isVisible()); step += 1) {
      await this.page.evaluate(() => document.querySelector("pbft-lab")?.simulation.step());
      await this.settle();
    }
    await expect(wanted).toBeVisible();
  }

  /** The virtual time that the stage shows, in milliseconds. */
  async clock(): Promise<number> {
    const text = (await this.page.locator(".clock").textContent()) ?? "";
    return Number(text.replace(/[^\d.]/g, ""));
  }
}

/** The reader's wish for less motion, also in a Firefox that is driven over WebDriver BiDi, which knows no such setting. */
export async function preferCalm(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.addInitScript(() => {
    const real = window.matchMedia.bind(window);
    window.matchMedia = (query) => real(query.includes("prefers-reduced-motion") ? "all" : query);
  });
}
