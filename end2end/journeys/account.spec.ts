// One's own account: a code from the phone before approving, what to be told, where one is signed in.

import { createHmac } from "node:crypto";
import { expect, screenshots, test } from "../fixtures.ts";

/** What an authenticator app shows for a key at a time (RFC 6238). */
function codeOf(key: string, at: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const secret = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const digest = createHmac("sha1", secret).update(step).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("a code is set up with the phone, and recovery codes are shown once", { tag: "@nojs" }, async ({ page, signInAs, server }) => {
  const now = new Date();
  await server.setClock(now.toISOString());
  await signInAs("Samuel Achterberg");
  await page.goto("/account/code?back=%2Forders");
  await expect(page.getByRole("main")).toContainText("before your first approval");
  await page.getByRole("button", { name: "Set it up" }).click();
  await screenshots(page, "code-set-up");
  await page.getByLabel("Code that the app shows now").fill("000000");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("alert")).toContainText("This code does not work");
  const key = (await page.locator(".cp-codes__code").first().textContent()) ?? "";
  await page.getByLabel("Code that the app shows now").fill(codeOf(key, now.getTime()));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keep these recovery codes");
  await expect(page.locator(".cp-codes__code")).toHaveCount(10);
  await screenshots(page, "recovery-codes");
  await page.getByRole("link", { name: "I have kept them" }).click();
  await expect(page).toHaveURL(/\/orders$/);
  await page.goto("/account");
  await expect(page.getByRole("main")).toContainText("On since");
});

test("what to be told, and where one is signed in, is one page away", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  await page.goto("/account");
  await expect(page.getByRole("table", { name: "Where you are signed in" })).toContainText("This device");
  await screenshots(page, "account");
  await page.getByRole("link", { name: "Change told by email" }).click();
  await page.getByRole("group", { name: /Group deals/ }).getByLabel("Once a day, at 7am").check({ force: true });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main")).toContainText("As you chose");
  await page.getByRole("link", { name: "Change told by email" }).click();
  await expect(page.getByRole("group", { name: /Group deals/ }).getByLabel("Once a day, at 7am")).toBeChecked();
});
