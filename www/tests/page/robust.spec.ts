import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

/** Lets a test break the page's workers, as a crash of the browser's would. */
async function holdWorkers(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    Object.assign(globalThis, { heldWorkers: workers });
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    };
  });
  return () =>
    page.evaluate(() => {
      for (const worker of (globalThis as unknown as { heldWorkers: Worker[] }).heldWorkers.splice(0)) {
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent("error", { message: "RuntimeError: unreachable" }));
      }
    });
}

test("when the engine breaks the page says so and brings the run back to where it was", async ({ page }) => {
  const breakWorkers = await holdWorkers(page);
  const lab = new Lab(page);
  await lab.open();
  await lab.hurry();
  await lab.act(3, /^Crash/);
  await lab.send("put kept yes");
  await expect(lab.client).toHaveAccessibleName(/“put kept yes” returned/);
  await lab.button("Pause").click();
  await breakWorkers();
  const alert = new Lab(page).refusal;
  await expect(alert).toContainText("The engine has stopped");
  await expect(alert).toContainText("Your run is not lost");
  await expect(alert).toContainText("unreachable");
  await lab.button("Reload the run from its last good step").click();
  await expect(alert).toHaveCount(0);
  await expect(lab.client).toHaveAccessibleName(/“put kept yes” returned/);
  await expect(lab.replica(3)).toHaveAccessibleName(/down/);
  await lab.button("Play").click();
  await lab.send("get kept");
  await expect(lab.client).toHaveAccessibleName(/“get kept” returned “yes”/);
});

test("when the engine cannot be loaded the page says so, and tries again when asked", async ({ page }) => {
  await page.route(/\.wasm/, (route) => route.abort());
  await page.goto("./");
  const alert = new Lab(page).refusal;
  await expect(alert).toContainText("The engine could not be started");
  await page.unroute(/\.wasm/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(new Lab(page).replica(0)).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test("where no worker can start the engine runs in the page", async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.Worker = class {
      constructor() {
        throw new DOMException("refused", "SecurityError");
      }
    } as unknown as typeof Worker;
  });
  const lab = new Lab(page);
  await lab.open();
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned “ok”/);
});

test("the element gives its engine back when it is removed, and takes the run up when it returns", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await page.evaluate(async () => {
    const element = document.querySelector("pbft-lab");
    element?.remove();
    // Only when it is still away after this turn it counts as removed.
    await new Promise((resolve) => setTimeout(resolve));
    if (element) {
      document.querySelector("main")?.prepend(element);
    }
  });
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Play").click();
  await lab.send("put back here");
  await expect(lab.client).toHaveAccessibleName(/“put back here” returned/);
});

test("several elements on one page run each on their own", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.evaluate(() => {
    const second = document.createElement("pbft-lab");
    second.setAttribute("scenario", "one-replica-down");
    second.setAttribute("lang", "zh");
    second.setAttribute("theme", "dark");
    second.setAttribute("autoplay", "");
    document.querySelector("main")?.append(second);
  });
  const second = page.locator("pbft-lab").nth(1);
  // A run that is out of sight is paused.
  await second.scrollIntoViewIfNeeded();
  await expect(second.getByRole("button", { name: /^副本 3.*已宕机/ })).toBeVisible();
  await expect(lab.replica(3)).toHaveAccessibleName(/, up/);
});

test("the licence texts of all that is published travel with it", async ({ page }) => {
  const textOf = async (file: string) => {
    const response = await page.request.get(file);
    expect(response.status(), file).toBe(200);
    return response.text();
  };
  const npm = await textOf("THIRD-PARTY-NOTICES-page.md");
  for (const name of [
    "lit",
    "lit-html",
    "lit-element",
    "@lit/reactive-element",
    "@lit/context",
    "@fluent/bundle",
  ]) {
    expect(npm).toContain(`## ${name} - `);
  }
  expect(npm).toContain("Redistribution and use in source and binary forms");
  expect(npm).toContain("Apache License 2.0 is in LICENSE-APACHE");
  const rust = await textOf("THIRD-PARTY-NOTICES.txt");
  for (const name of ["ed25519-dalek", "curve25519-dalek", "sha2", "wasm-bindgen", "serde_json"]) {
    expect(rust).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, "m"));
  }
  expect(rust).toContain("isis agora lovecruft");
  expect(await textOf("LICENSE-APACHE")).toContain("Apache License");
  expect(await textOf("LICENSE-MIT")).toContain("Permission is hereby granted");
});

test("the page's policy allows no worker but one of its own files", async ({ page }) => {
  await page.goto("./");
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  expect(policy?.split("; ").filter((one) => one.startsWith("worker-src"))).toEqual(["worker-src 'self'"]);
});

test("nothing is fetched but the page's own files, and the browser has nothing to complain about", async ({
  page,
  baseURL,
}) => {
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL ?? "") && !/^(data|blob):/.test(request.url())) {
      elsewhere.push(request.url());
    }
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const lab = new Lab(page);
  await lab.open();
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.act(2, /^Pause/);
  await lab.theme("dark");
  expect(elsewhere).toEqual([]);
  expect(complaints).toEqual([]);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).not.toContain("unsafe-inline");
});
