// By keyboard alone: past the header at once, always with the focus in sight, and from what is wrong to
// where it is put right.

import { type Page } from "@playwright/test";
import { accessibilityProblems, expect, test } from "../fixtures.ts";

/** What has the focus: how it is named, where it is, and how it shows that it has it. */
async function focused(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    // The box of a choice is drawn by its label, and a day's by the day around it.
    const drawn = element.matches("input[type=radio], input[type=checkbox]")
      ? ((element.nextElementSibling as HTMLElement | null) ?? element.parentElement ?? element)
      : element;
    const styles = [getComputedStyle(drawn), getComputedStyle(drawn, "::before"), getComputedStyle(element)];
    const shown = styles.some((style) => (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none");
    const box = drawn.getBoundingClientRect();
    const name = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim() || element.getAttribute("name") || "";
    return { tag: element.localName, name, shown, inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight };
  });
}

test("the first Tab offers to skip the header", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  for (const address of ["/", "/services", "/savings", "/account"]) {
    await page.goto(address);
    await page.keyboard.press("Tab");
    const first = await focused(page);
    expect(first.name, address).toMatch(/^Skip to /);
    expect(first.inSight, address).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.querySelector("main")?.contains(document.activeElement) ?? false);
    expect(inside, `the second Tab on ${address} is in the page itself`).toBe(true);
  }
});

for (const [persona, address] of [
  ["Priya Lindgreen", "/"],
  ["Priya Lindgreen", "/services"],
  ["Joanna Sandhurst", "/deals"],
  ["Amara Whitlocke", "/partnership/change"],
  ["Farah Kowalski", "/deals/new"],
] as const) {
  test(`all that ${persona} can use on ${address} shows when it has the focus`, { tag: "@nojs" }, async ({ page, signInAs }) => {
    await signInAs(persona);
    await page.goto(address);
    const names: string[] = [];
    for (let count = 0; count < 60; count += 1) {
      await page.keyboard.press("Tab");
      const now = await focused(page);
      if (now.tag === "body") break;
      names.push(now.name);
      expect(now.shown, `${now.tag} "${now.name}" shows that it has the focus`).toBe(true);
      expect(now.inSight, `${now.tag} "${now.name}" is in sight`).toBe(true);
    }
    expect(names.length).toBeGreaterThan(5);
  });
}

test("the summary of what is wrong leads to each field", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("Declan Osibanjo");
  await page.goto("/services/new");
  await page.getByRole("button", { name: "Save as a draft" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary.getByRole("heading")).toHaveText("There is a problem");
  const links = await summary.getByRole("link").all();
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    const target = ((await link.getAttribute("href")) ?? "").slice(1);
    await link.press("Enter");
    const field = page.locator(`[id="${target}"]`);
    await expect(field, `what #${target} leads to`).toBeInViewport();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    // It names its own error.
    const described = ((await field.getAttribute("aria-describedby")) ?? "").split(" ").filter((id) => id.includes("error"));
    expect(described.length, `#${target} names its error`).toBeGreaterThan(0);
    await expect(page.locator(`[id="${described[0]}"]`)).toBeVisible();
    await expect(field).toBeFocused();
  }
  if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
});

test("the menus of the header open and close by keyboard", { tag: "@nojs" }, async ({ page, signInAs }) => {
  await signInAs("Priya Lindgreen");
  const account = page.locator("header summary", { hasText: "Account" });
  await account.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Sign out" })).toBeHidden();
});
