// The twelve tasks of a student who reads nothing but the screen: everything is found by roles and words, and each test follows
// what the page shows and says.

import { expect, type Locator, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const ACCEPTED = "The client has 2 matching replies, at least one from a correct replica: it accepts “ok”.";

let lab: Lab;
let safety: Locator;
let paused: Locator;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  safety = page.getByRole("region", { name: "Safety" });
  paused = page.getByText(/^Paused ·/);
  await lab.open();
});

/** The story says this, and all of it can be read. */
async function told(sentence: string | RegExp): Promise<void> {
  await expect(lab.story).toHaveText(sentence);
  await expect
    .poll(() => lab.story.evaluate((one) => one.scrollHeight - one.clientHeight), "the story is cut off")
    .toBeLessThanOrEqual(1);
}

/** Stops the run, so that what is done next is done at one moment. */
async function stop(): Promise<void> {
  await lab.button("Pause").click();
  await expect(paused).toHaveText(/by you|nothing more is scheduled/);
}

/** Picks a tool of the palette, uses it on these nodes, and puts it away. */
async function use(tool: string, ...nodes: Locator[]): Promise<void> {
  await lab.button(tool).click();
  for (const node of nodes) {
    await node.click();
  }
  await lab.page.keyboard.press("Escape");
}

/** Makes a replica lie, as its card offers it. */
async function lie(id: number, name: RegExp): Promise<void> {
  await lab.replica(id).click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
  await lab.menu.getByRole("button", { name }).click();
  await expect(lab.menu).toBeHidden();
}

/** Goes on step by step until the story says this: the sentence of a moment stays there. */
async function stepTo(words: string): Promise<void> {
  await lab.stepUntil(lab.story.filter({ hasText: words }));
}

/** Goes on wherever the run waits, and stays where this is said. */
async function goOnUntil(part: Locator, says: RegExp): Promise<void> {
  await expect(async () => {
    const isSaid = await part.filter({ hasText: says }).isVisible();
    if (!isSaid && (await lab.button("Play").isVisible())) {
      await lab.button("Play").click();
    }
    await expect(part).toContainText(says, { timeout: 500 });
    await expect(lab.button("Play")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000, intervals: [100] });
}

async function listed(...events: (string | RegExp)[]): Promise<void> {
  await lab.tab("Events");
  for (const event of events) {
    await expect(lab.events.getByRole("listitem").filter({ hasText: event }).first()).toBeVisible();
  }
}

async function answered(operation: string, result = "ok"): Promise<void> {
  await expect(lab.client).toHaveAccessibleName(
    new RegExp(`“${operation}” returned “${result}” \\(2 matching replies\\)`),
  );
}

test("a request is sent and answered", async () => {
  await lab.hurry();
  await answered("put x 1");
  await told(ACCEPTED);
  await stop();
  await lab.send("put x 7");
  await told(
    "The client signs its request (x=7) and sends it to the primary, replica 0, which wears the crown.",
  );
  await expect(lab.client).toHaveAccessibleName(/reply to “put x 7”: 0 of 2 matching replies/);
  await expect(lab.replica(0)).toHaveAccessibleName(/primary of view 0/);
  // Another one has to wait, and the story says why.
  await lab.send("get x");
  await told(
    "The client queues “get x”: it sends one request at a time, and an earlier one has no result yet.",
  );
  await expect(lab.client).toHaveAccessibleName(/1 more request queued/);
  await lab.button("Play").click();
  await answered("get x", "7");
  await told(/: it accepts “7”\.$/);
  await expect(lab.step("Reply")).toContainText("2 of 2 matching replies");
  await expect(lab.lamp).toContainText("Safe and live · 0 faulty, f = 1");
  await listed(
    "The client signs request 2 (x=7) and sends it to the primary.",
    "Replica 0, the primary, assigns sequence number 2 in view 0 (x=7).",
    "executes sequence number 2: “put x 7” returns “ok”",
    /replied “ok”; 2 of 2 matching replies/,
  );
});

test("one replica crashes, and the others answer", async () => {
  await stop();
  await use("crash", lab.replica(3));
  await told("Replica 3 is down. 3 of 4 replicas vote, and a quorum is 3: the cluster still makes progress.");
  await expect(lab.replica(3)).toHaveAccessibleName(/, down\./);
  await expect(lab.lamp).toContainText("Safe and live · 1 faulty, f = 1");
  await lab.hurry();
  await lab.button("Play").click();
  await answered("put x 1");
  await told(ACCEPTED);
  for (const id of [0, 1, 2]) {
    await expect(lab.replica(id)).toHaveAccessibleName(/, up\. executed/);
  }
  await listed("Replica 3 crashes.");
  await lab.safety();
  await expect(safety).toContainText("1 faulty, 1 tolerated");
  await expect(safety).toContainText("down: replica 3");
});

test("two replicas crash, nothing happens, and the page says why", async ({ page }) => {
  await stop();
  await lab.act(3, /^Crash/);
  await lab.act(2, /^Crash/);
  await told("Replica 2 is down. Only 2 of 4 replicas can vote, and a quorum is 3: the cluster stalls.");
  await expect(lab.lamp).toContainText("▲");
  await expect(lab.lamp).toContainText("Safe, no progress · 2 faulty, f = 1");
  await lab.hurry();
  await lab.button("Play").click();
  await told(
    "Stalled at Prepare: 2 of the 3 votes needed. Only 2 of 4 replicas can vote (down: replicas 2 and 3). Stalling is safe; fewer votes are not. Restart one to continue.",
  );
  await expect(lab.client).toHaveAccessibleName(/0 of 2 matching replies/);
  await lab.button("Why no reply?").click();
  await expect(paused).toContainText("an answer is open");
  const why = page.getByRole("region", { name: "Explanation" });
  for (const reason of ["Replica 2 is down.", "Replica 3 is down.", /has 2 of the 3 votes to prepare/]) {
    await expect(why.getByText(reason)).toBeVisible();
  }
  await lab.button("Close").click();
  await lab.tab("Votes");
  await expect(page.getByText("Votes for sequence number 1", { exact: false }).first()).toBeVisible();
  await lab.act(3, /disk kept/);
  await lab.playUntil(() => answered("put x 1"));
  await told(ACCEPTED);
  await expect(lab.lamp).toContainText("Safe and live · 1 faulty, f = 1");
});

test("a reply is a lie, and both results are shown", async ({ page }) => {
  await stop();
  await lie(3, /^False REPLY/);
  await told("Replica 3 is now Byzantine (“False REPLY”). Safety and liveness are still guaranteed.");
  await expect(lab.replica(3)).toHaveAccessibleName(/Byzantine: False REPLY/);
  await expect(lab.lamp).toContainText("Safe and live · 1 faulty, f = 1");
  await lab.hurry();
  await lab.button("Play").click();
  await answered("put x 1");
  await told(
    "Replica 3 replied “a lie”; 1 of 2 matching replies. Replica 1 replied “ok”: the replies differ, so a replica is faulty.",
  );
  const values = page
    .getByRole("group", { name: "Competing values" })
    .or(page.getByLabel("Competing values"));
  await expect(values.first()).toContainText("“a lie”");
  await expect(values.first()).toContainText("“ok”");
  await listed(
    "Replica 3 becomes Byzantine: False REPLY.",
    "Replica 3 replied “a lie”; 1 of 2 matching replies.",
    "The client accepts the result “ok”.",
  );
});

test("a primary is silent, and the backups replace it", async () => {
  await stop();
  await lie(0, /^Silent primary/);
  await told("Replica 0 is now Byzantine (“Silent primary”). Safety and liveness are still guaranteed.");
  await stepTo("But it is Byzantine");
  await told(
    "Replica 0, the primary, assigns sequence number 1 to x=1. But it is Byzantine: it may send the backups something else, or nothing.",
  );
  for (const id of [1, 2, 3]) {
    await expect(lab.replica(id)).toHaveAccessibleName(/backup of view 0, up\. idle/);
  }
  await stepTo("No reply in time");
  await told("No reply in time: the client retransmits its request (x=1) to all replicas.");
  const patient = lab.page.getByRole("button", { name: /^Replica 1, .* It suspects the primary in/ });
  await lab.stepUntil(patient);
  await stepTo("suspects the primary");
  await told(
    "Replica 3 suspects the primary, because its request timer expired. It starts a view change to view 1.",
  );
  await stepTo("is the primary of view 1");
  await told(
    "Replica 1 is the primary of view 1. Its NEW-VIEW must propose again each request that may have committed.",
  );
  await listed("Replica 3 starts a view change to view 1: its request timer expired.");
  await lab.hurry();
  await lab.button("Play").click();
  await answered("put x 1");
  await told(ACCEPTED);
  await expect(lab.replica(1)).toHaveAccessibleName(/primary of view 1/);
  await listed(
    "Replica 1 starts view 1 as its primary.",
    "Replica 1, the primary, assigns sequence number 1 in view 1 (x=1).",
  );
});

test("a primary equivocates, and its own signatures prove it", async () => {
  await stop();
  await lie(0, /^Two proposals for one sequence number/);
  await told(
    "Replica 0 is now Byzantine (“Two proposals for one sequence number”). Safety and liveness are still guaranteed.",
  );
  await stepTo("Replica 2 rejects");
  await told(
    /^Replica 2 rejects PRE-PREPARE \(seq 1, null\) from replica 0: the batch is invalid\. A rejected message is not counted\.$/,
  );
  await expect(lab.replica(1)).toHaveAccessibleName(/Accepted: x=1/);
  await expect(lab.replica(2)).not.toHaveAccessibleName(/Accepted/);
  await stepTo("signed evidence");
  await told(
    "Replica 2 has signed evidence that replica 0 is faulty: two PRE-PREPAREs for one sequence number (x=1 and null). No correct node signs both.",
  );
  await lab.hurry();
  await lab.button("Play").click();
  await answered("put x 1");
  await told(ACCEPTED);
  await expect(lab.lamp).toContainText("Safe and live · 1 faulty, f = 1");
  await lab.safety();
  const caught = safety.getByText("Caught by their own signatures: replica 0");
  await caught.click();
  await expect(safety).toContainText(/Signed by replica 0: .*sequence number 1 is\s+x=1/);
  await expect(safety).toContainText(/Signed by replica 0: .*sequence number 1 is\s+null/);
});

test("why n is at least 3f + 1 is one press from the numbers of the cluster", async ({ page }) => {
  await page.getByRole("button", { name: "n = 4 · f = 1 · quorum 3" }).click();
  await lab.button("Why n ≥ 3f + 1?").click();
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help.getByText("Why n is at least 3f + 1")).toBeInViewport();
  await expect(help.getByText("at least one of these must be correct: n − 2f ≥ f + 1")).toBeInViewport();
  await help.getByRole("button", { name: "Close" }).click();
  // With one replica less, no fault is tolerated, and the chip does not say that one of none is faulty.
  await lab.replicas("3");
  await expect(page.getByRole("button", { name: "n = 3 · f = 0 · quorum 2" })).toBeVisible();
  await stop();
  await use("crash", lab.replica(2));
  await told("Replica 2 is down. 2 of 3 replicas vote, and a quorum is 2: the cluster still makes progress.");
  await expect(lab.lamp).toContainText("Safe and live · 1 faulty, f = 0");
});

test("two colluders make correct replicas disagree, and evidence is left", async () => {
  await lab.choose(/colluders break agreement/);
  await expect(lab.lamp).toContainText("Safety not guaranteed · 2 faulty, f = 1");
  await lab.hurry();
  // The run pauses at each violation. A smaller one may come first, or in the same moment.
  await goOnUntil(lab.lamp, /Violated: Agreement/);
  await expect(paused).toContainText("an invariant is violated");
  await told(
    "Violated: Agreement (x=1 and x=2). Replica 2 executed a different batch at sequence number 2 than an earlier correct replica.",
  );
  await lab.safety();
  await expect(safety).toContainText("Byzantine: replicas 0 and 1");
  await expect(safety).toContainText("With 2 Byzantine replicas this is not guaranteed");
  await safety.getByText("certificates and evidence").first().click();
  await expect(safety.getByText("Replicas 0 and 1 signed both.").first()).toBeVisible();
  await safety.getByText("Caught by their own signatures: replicas 0 and 1").click();
  await expect(safety).toContainText(/Signed by replica 0: .*sequence number 2 is\s+x=1/);
  await expect(safety).toContainText(/Signed by replica 0: .*sequence number 2 is\s+x=2/);
  await expect(safety).toContainText("No correct node signs both.");
});

test("history is changed, and both branches are compared", async ({ page }) => {
  await lab.hurry();
  await answered("put x 1");
  await told(ACCEPTED);
  await stop();
  for (let step = 0; step < 12; step += 1) {
    await lab.button("Back").click();
  }
  await expect(lab.client).toHaveAccessibleName(/0 of 2 matching replies/);
  await told(/^(Replica \d|The client) (receives|sends) \S+ (\(seq 1, x=1\)|“ok”) (from|to) .+\.$/);
  await use("crash", lab.replica(3));
  await told("Replica 3 is down. 3 of 4 replicas vote, and a quorum is 3: the cluster still makes progress.");
  await lab.button("Play").click();
  await answered("put x 1");
  await (await lab.branches()).getByRole("button", { name: "Compare branches" }).click();
  const compared = page.getByRole("dialog", { name: "Compare branches" });
  await expect(compared).toContainText(/Up to step \d+ both branches are the same run\. Then:/);
  const row = (name: string) => compared.getByRole("row").filter({ hasText: name });
  await expect(row("First difference")).toContainText("Replica 3 crashes.");
  await expect(row("First difference")).toContainText(/receives \S+ (\(seq 1, x=1\)|“ok”) from/);
  await expect(row("Requests completed")).toHaveText(/1\s*1/);
  await expect(row("Faulty")).toContainText("3");
});

test("a COMMIT is dropped, and the others are enough", async ({ page }) => {
  await stop();
  const flying = page.getByRole("list", { name: /^Messages in flight/ });
  await lab.tab("Messages");
  const commit = flying.getByRole("button", { name: /^COMMIT \(seq 1, x=1\), Replica 1 → Replica 2/ });
  await lab.stepUntil(commit);
  await lab.button("drop").click();
  await commit.click();
  await told("COMMIT (seq 1, x=1) from 1 to 2 was dropped by hand.");
  await expect(commit).toBeHidden();
  await page.keyboard.press("Escape");
  await listed("COMMIT (seq 1, x=1) from 1 to 2 was dropped by hand.");
  await lab.listMessages();
  await listed("COMMIT (seq 1, x=1) from 1 to 2 was dropped: you dropped it.");
  await lab.hurry();
  await lab.button("Play").click();
  await answered("put x 1");
  await told(ACCEPTED);
  for (const id of [0, 1, 2, 3]) {
    await expect(lab.replica(id)).toHaveAccessibleName(/executed/);
  }
  await expect(lab.lamp).toContainText("Safe and live · 0 faulty, f = 1");
});

test("a partition of two and two stalls the cluster, and healing it resumes progress", async ({ page }) => {
  await stop();
  await lab.button("split").click();
  const middle = async (node: Locator) => {
    const { x = 0, y = 0, width = 0, height = 0 } = (await node.boundingBox()) ?? {};
    return { x: x + width / 2, y: y + height / 2 };
  };
  const [upper, lower, right] = [
    await middle(lab.replica(0)),
    await middle(lab.replica(3)),
    await middle(lab.replica(1)),
  ];
  const y = (upper.y + lower.y) / 2;
  await page.mouse.move(upper.x - 130, y);
  await page.mouse.down();
  await page.mouse.move(upper.x + 40, y, { steps: 5 });
  await page.mouse.move(right.x + 80, y, { steps: 5 });
  await page.mouse.up();
  await told("The network is partitioned: replicas 0 and 1, and the client | replicas 2 and 3.");
  await expect(lab.lamp).toContainText("Safe, progress not guaranteed · 0 faulty, f = 1");
  await expect(page.getByText("A: replicas 0 and 1, and the client · B: replicas 2 and 3")).toBeVisible();
  await lab.hurry();
  await lab.button("Play").click();
  await told(
    "Stalled at Prepare: 2 of the 3 votes needed. The network is partitioned: at most 2 of 4 replicas can reach each other. Stalling is safe; fewer votes are not. Heal the partition to continue.",
  );
  await expect(lab.lamp).toContainText("Safe, no progress · 0 faulty, f = 1");
  await stop();
  await lab.button("Heal").click();
  await told("The network heals: no partition, no changed link.");
  await expect(lab.lamp).toContainText("Safe and live · 0 faulty, f = 1");
  await lab.button("Play").click();
  await answered("put x 1");
  await told(ACCEPTED);
});

test("a checkpoint becomes stable", async () => {
  await lab.choose(/^Checkpoints: truncating the log/);
  await lab.hurry();
  const stable =
    /^Stable checkpoint: replica 0 has matching CHECKPOINTs from 3 of 4 replicas for sequence number 8 \(state \w{6}\)\. It discards the log up to there\.$/;
  await goOnUntil(lab.story, stable);
  await expect(paused).toContainText("this chapter waits for you");
  await told(stable);
  await listed(/has a stable checkpoint at sequence number 8 \(state \w{6}\) and discards the log up to it/);
});

test("a link is slow, and a timer is fired", async ({ page }) => {
  await stop();
  await use("slow", lab.replica(0), lab.replica(1));
  await told("The link 0 ↔ 1 now takes 200 to 300 ms.");
  await expect(page.getByText("200–300 ms")).toHaveCount(2);
  await listed("The link 0 → 1 now takes 200 to 300 ms.", "The link 1 → 0 now takes 200 to 300 ms.");
  const waiting = page.getByRole("button", { name: /^Replica 2, .* It suspects the primary in/ });
  await lab.stepUntil(waiting);
  await lab.tab("Replica");
  await lab.replica(2).click();
  await lab.menu.getByRole("button", { name: "More in the panel" }).click();
  // The panel and the stage agree on what is left of it.
  const onStage = page.locator("pbft-lab-stage .caption").filter({ hasText: "Replica 2" });
  const row = page.getByText("request (view change)").locator("xpath=following-sibling::*[1]");
  await expect(async () => {
    const left = /[\d,]+ ms/.exec((await onStage.textContent()) ?? "")?.[0];
    await expect(row).toContainText(`${left} left`, { timeout: 500 });
  }).toPass();
  await lab.button("Make the request timer expire now").click();
  await told(
    "Replica 2 suspects the primary, because its request timer expired. It starts a view change to view 1.",
  );
  await expect(lab.replica(2)).toHaveAccessibleName(/waiting for view 1/);
  await listed(
    "Replica 2: the request timer is made to expire.",
    "Replica 2 starts a view change to view 1: its request timer expired.",
  );
});
