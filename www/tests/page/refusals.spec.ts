// Refusals are shown in the reader's language, with the field and the value.

import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

test.beforeEach(async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.language("zh");
  await expect(page.getByRole("button", { name: /^副本 0/ })).toBeVisible();
});

const FILES = [
  {
    what: "asks for too much",
    text: '{ "cluster": { "replicas": 101 } }',
    says: "“cluster.replicas”为 101，应为 1 到 100 之间的整数。",
  },
  {
    what: "has a field that is not known",
    text: '{ "network": { "jitter": 1 } }',
    says: "未知字段“network.jitter”；可用的字段有：latencyMs、loss、duplicate、reorder。",
  },
  {
    what: "is cut off",
    text: '{ "version": 1,\n "cluster": {',
    says: "“cluster”不是有效的 JSON：在第 2 行第 13 列中断。",
  },
  {
    what: "names a strategy that there is not",
    text: '{ "commands": [{ "atMs": 1, "do": "behave", "replica": 1, "strategy": { "name": "sleepy" } }] }',
    says: '“commands[0].strategy.name”为 "sleepy"；副本的策略有：',
  },
];

for (const { what, text, says } of FILES) {
  test(`a file that ${what} is refused in Chinese with field and value`, async ({ page }) => {
    await page.getByRole("button", { name: "分享" }).click();
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "坏.json", mimeType: "application/json", buffer: Buffer.from(text) });
    const alert = page.getByRole("dialog").getByRole("alert");
    await expect(alert).toContainText("“坏.json”");
    await expect(alert).toContainText(says);
  });
}

test("a broken link is refused in Chinese, and in English once that is the language", async ({ page }) => {
  await page.evaluate(() => {
    location.hash = "run=2.AAAA";
  });
  const alert = new Lab(page).refusal;
  await expect(alert).toContainText("链接是版本 2 的，而本引擎只读取版本 1：请用更新的发行版打开。");
  await new Lab(page).language("en");
  await expect(alert).toContainText("the link has version 2, but this engine reads only version 1");
});

test("an invalid value of a field is refused in Chinese beside it", async ({ page }) => {
  const lab = new Lab(page);
  await lab.cluster();
  await lab.type(page.getByRole("spinbutton", { name: "副本数" }), "101");
  await expect(lab.refusal).toHaveText("“cluster.replicas”为 101，应为 1 到 100 之间的整数。");
  await page.keyboard.press("Escape");
  const request = page.getByLabel("客户端请求：");
  await request.evaluate((input: HTMLInputElement) => {
    input.value = "x".repeat(5000);
  });
  await page.getByRole("button", { name: "发送请求" }).click();
  await expect(lab.refusal).toHaveText("“operation”有 5000 字节，最多允许 4096 字节。");
});

test("a command that the cluster refuses is reported in Chinese with the node", async ({ page }) => {
  const commands = [1, 2].map((atMs) => ({ atMs, do: "crash", replica: 2 }));
  await page.getByRole("button", { name: "分享" }).click();
  await page.locator('input[type="file"]').setInputFiles({
    name: "twice.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ commands })),
  });
  await new Lab(page).tab("Events");
  const events = page.getByRole("region", { name: "事件日志" });
  await expect(events).toContainText("副本 2 宕机。被拒绝：副本 2 已宕机：请先让它重启。");
});

test("an attribute that names nothing is answered in Chinese", async ({ page }) => {
  await page.evaluate(() => document.querySelector("pbft-lab")?.setAttribute("scenario", "没有的场景"));
  await expect(new Lab(page).refusal).toContainText("没有名为“没有的场景”的场景。");
});
