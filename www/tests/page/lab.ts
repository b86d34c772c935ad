// The page as a reader meets it: by roles and words.

import { expect, type Locator, type Page } from "@playwright/test";

/** The tabs of the panel, in both languages. */
const TABS = {
  Timeline: "时间线",
  Lesson: "课程",
  Events: "事件",
  Votes: "投票",
  Replica: "副本",
  Messages: "消息",
} as const;

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

  /** Opens a tab of the panel, and whatever it is folded behind. A pane over the panel is closed. */
  async tab(name: keyof typeof TABS): Promise<void> {
    const tab = this.page.getByRole("tab", { name: new RegExp(`^(${name}|${TABS[name]})$`) });
    const pane = this.page.locator("pbft-lab .pane > header button");
    await expect(tab).toBeVisible();
    await expect(async () => {
      if (await pane.isVisible()) {
        await pane.click({ timeout: 2000 });
      }
      if ((await tab.getAttribute("aria-selected")) !== "true") {
        await tab.click({ timeout: 2000 });
      }
      await expect(tab).toHaveAttribute("aria-selected", "true", { timeout: 1000 });
    }).toPass();
  }

  /** Opens the events, and has every message and timer listed. */
  async listMessages(): Promise<void> {
    await this.tab("Events");
    await this.page.getByLabel("include messages and timers").check();
  }

  /** The guarantees, invariants and evidence, which open from the lamp in the bar. */
  async safety(): Promise<Locator> {
    await this.#expand(this.page.locator("pbft-lab .chip"));
    return this.page.locator("pbft-lab-safety");
  }

  /** The lamp in the bar. */
  get lamp(): Locator {
    return this.page.locator("pbft-lab .chip");
  }

  /** The branches of the run, with what compares them: a row of the timeline, or what a button leads to. */
  async branches(): Promise<Locator> {
    const branches = this.page.locator("pbft-lab-branches");
    const opener = this.page.locator("pbft-lab button.branches");
    await expect(branches.or(opener).first()).toBeVisible();
    if (await opener.isVisible()) {
      await this.#expand(opener);
    }
    return branches;
  }

  /** Opens the settings of the cluster in the bar. */
  async cluster(): Promise<Locator> {
    await this.#expand(this.page.locator("pbft-lab-popover.cluster .opener"));
    return this.page.locator("pbft-lab-setup");
  }

  /** Opens language, colours and size of text. */
  async look(): Promise<void> {
    await this.#expand(this.page.locator("pbft-lab-popover.look .opener"));
  }

  /** Opens the legend, where each kind of message has a switch. */
  async legend(): Promise<Locator> {
    await this.#expand(this.page.locator("pbft-lab-legend .opener"));
    return this.page.getByRole("group", { name: "Messages in flight, by kind" });
  }

  async language(tag: string): Promise<void> {
    await this.look();
    await this.page.getByRole("combobox", { name: /^(Language|语言)/ }).selectOption(tag);
    await this.#fold(this.page.locator("pbft-lab-popover.look .opener"));
  }

  async theme(name: string): Promise<void> {
    await this.look();
    await this.page.getByRole("combobox", { name: /^(Colours|配色)/ }).selectOption(name);
    await this.#fold(this.page.locator("pbft-lab-popover.look .opener"));
  }

  async replicas(count: string): Promise<void> {
    if (!(await this.page.locator("pbft-lab-popover.cluster .opener").isVisible())) {
      await this.#restartWith(count);
      return;
    }
    await this.cluster();
    await this.type(this.page.getByRole("spinbutton", { name: /^(Replicas|副本数)/ }), count);
    await this.#fold(this.page.locator("pbft-lab-popover.cluster .opener"));
  }

  // A phone has all the settings in their dialog only.
  async #restartWith(count: string): Promise<void> {
    await this.openDialog("run-settings");
    const dialog = this.page.getByRole("dialog", { name: "Run settings" });
    await dialog.getByRole("textbox", { name: "Replicas" }).fill(count);
    await dialog.getByRole("button", { name: "Start run" }).click();
    await expect(dialog).toBeHidden();
  }

  async seed(seed: string): Promise<void> {
    await this.cluster();
    await this.type(this.page.getByRole("textbox", { name: /^(Seed|种子)/ }), seed);
    await this.#fold(this.page.locator("pbft-lab-popover.cluster .opener"));
  }

  /** What was refused, where something was. */
  get refusal(): Locator {
    return this.page.getByRole("alert").filter({ hasText: /./ });
  }

  /** Opens one of the dialogs, from wherever its button is. */
  async openDialog(name: "help" | "share" | "run-settings" | "text-version"): Promise<void> {
    if (name === "run-settings") {
      const all = this.page.getByRole("button", { name: /^(All settings|全部设置)/ });
      // A phone has it among what concerns the page.
      await ((await this.page.locator("pbft-lab-popover.cluster .opener").isVisible())
        ? this.cluster()
        : this.look());
      await all.click();
      return;
    }
    const own = this.page.locator(`pbft-lab-${name} .opener`);
    if (await own.isVisible()) {
      await own.click();
      return;
    }
    await this.look();
    const within = this.page.locator("pbft-lab-popover.look");
    const words = {
      help: /^(Help|帮助)$/,
      share: /^(Share|分享)$/,
      "text-version": /^(The run as text|运行的文字版)$/,
    };
    await within.getByRole("button", { name: words[name] }).click();
  }

  async #expand(opener: Locator): Promise<void> {
    await expect(opener).toBeVisible();
    await expect(async () => {
      if ((await opener.getAttribute("aria-expanded")) !== "true") {
        await opener.click({ timeout: 2000 });
      }
      await expect(opener).toHaveAttribute("aria-expanded", "true", { timeout: 1000 });
    }).toPass();
  }

  // It announces a moment later that it is closed. A later opening must not read the earlier announcement.
  async #fold(opener: Locator): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(opener).toHaveAttribute("aria-expanded", "false");
  }

  /** Where speed and searches are folded away, opens them. */
  async #unfold(): Promise<void> {
    const more = this.page.locator("pbft-lab-popover.more .opener").first();
    if (await more.isVisible()) {
      await this.#expand(more);
    }
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
    await this.#unfold();
    const speed = this.page.getByRole("slider", { name: "Speed" });
    await speed.focus();
    for (let notch = 0; notch < 5; notch += 1) {
      await speed.press(key);
    }
    const more = this.page.locator("pbft-lab-popover.more .opener").first();
    if (await more.isVisible()) {
      await this.#fold(more);
    }
  }

  /** Types into a field as a person does, replacing its content. */
  async type(field: Locator, text: string): Promise<void> {
    await this.overwrite(field, text);
    await field.press("Enter");
  }

  /** The same without the last key. In Firefox over WebDriver BiDi, `fill` appends to the content of a number field. */
  async overwrite(field: Locator, text: string): Promise<void> {
    await field.focus();
    await field.press("ControlOrMeta+a");
    await field.pressSequentially(text);
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
   * is paused then does not change.
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
