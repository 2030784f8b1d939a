// A school becomes a provider in two clicks; a trust's business manager acts for one of its schools,
// and the school sees who did; a director keeps who sits on a committee; a head hands her school over to
// the academy that took its place.

import { accessibilityProblems, expect, fresh, overflowOnPhone, screenshots, signIn } from "../fixtures.ts";

fresh("a school becomes a provider in two clicks, and the partnership sees it", async ({ page }) => {
  await signIn(page, "Priya Lindgreen");
  await page.getByRole("link", { name: "Offer a service to other schools" }).click();
  await screenshots(page, "offer");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);
  await page.getByRole("button", { name: "Become a provider" }).click();
  await expect(page.getByText("Your school is a provider now")).toBeVisible();
  await screenshots(page, "offer-done");
  await page.getByRole("main").getByRole("link", { name: "Bookings" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Bookings");

  await signIn(page, "Declan Osibanjo");
  await page.getByRole("link", { name: "List what 1 school offers" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Providers");
  await expect(page.getByText("Not listed yet")).toHaveCount(1);
  await screenshots(page, "providers");
  expect(await accessibilityProblems(page)).toEqual([]);
});

fresh("a trust's business manager acts for one of its schools", async ({ page, anotherWindow }) => {
  await signIn(page, "Helena Marchbanks");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("3 schools");
  await screenshots(page, "trust");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);
  const school = (await page.getByRole("table").getByRole("link").first().textContent()) ?? "";
  await page.getByRole("button", { name: "Act for it" }).first().click();
  const acting = `${school}, through Thamesward Learning Trust`;
  await expect(page.getByText(acting, { exact: true }).first()).toHaveCount(1);
  await screenshots(page, "through-trust");
  expect(await overflowOnPhone(page)).toBe(0);
  // What is the school's own to say is not offered.
  await expect(page.getByRole("link", { name: "People", exact: true, includeHidden: true })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Offer a service to other schools" })).toHaveCount(0);

  await page.goto("/services?q=counselling");
  await expect(page.getByRole("main")).toContainText("Your price");

  const vera = await anotherWindow();
  await signIn(vera, "Beatrix Holloway");
  await expect(vera.getByRole("heading", { level: 1 })).toContainText("12 partnerships");
  await screenshots(vera, "association");
  expect(await accessibilityProblems(vera)).toEqual([]);
  expect(await overflowOnPhone(vera)).toBe(0);
});

fresh("a partnership's groups narrow its list of members", async ({ page }) => {
  await signIn(page, "Farah Kowalski");
  await page.goto("/groups");
  await screenshots(page, "groups");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await overflowOnPhone(page)).toBe(0);
  await page.getByRole("link", { name: "Hainault School Partnership Group" }).click();
  await expect(page.getByRole("table").first().getByRole("row")).toHaveCount(11);
  await page.goto("/members");
  await page.getByLabel("Group", { exact: true }).selectOption({ label: "Fairlop School Partnership Group" });
  await page.getByRole("button", { name: "Show results" }).click();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(9);
  await screenshots(page, "members-of-group");
});

fresh("a director keeps who sits on a committee", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const main = page.getByRole("main");
  const whole = async (name: string) => {
    await screenshots(page, name);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
    expect(await overflowOnPhone(page)).toBe(0);
  };
  await signInAs("Honor Castlemaine");
  await page.goto("/groups");
  await expect(main.getByRole("row", { name: /Committee for school improvement/ })).toContainText("4 people");
  await main.getByRole("link", { name: "Committee for school improvement" }).click();
  const sits = main.getByRole("table", { name: "Who sits on the group" });
  await expect(sits.getByRole("row").nth(1)).toContainText("Clemence Adderley");
  await expect(sits.getByRole("row").nth(1)).toContainText("Chair");
  await whole("committee");

  // There is one chair: whoever is in it is named beside the field, and nothing typed is lost.
  await page.getByLabel("Or their name").fill("Jocelyn Farrant");
  await page.getByLabel("In what office?").selectOption({ label: "Chair" });
  await page.getByRole("button", { name: "Enter them" }).click();
  await expect(page.getByRole("alert")).toContainText("Clemence Adderley has been in the chair since");
  await expect(page.getByLabel("Or their name")).toHaveValue("Jocelyn Farrant");
  await whole("committee-refused");
  await page.getByLabel("In what office?").selectOption({ label: "Member" });
  await page.getByRole("button", { name: "Enter them" }).click();
  await expect(sits).toContainText("Jocelyn Farrant");

  // Entered by mistake: she stands among those before, as that.
  await main.getByRole("link", { name: "End the time of Jocelyn Farrant" }).click();
  await whole("committee-end");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "End it" }).click();
  await expect(sits).not.toContainText("Jocelyn Farrant");
  await main.getByText("Who sat on it before").click();
  await expect(main.getByRole("row", { name: /Jocelyn Farrant/ })).toContainText("Entered by mistake");

  await signInAs("Clemence Adderley");
  await page.goto("/account");
  await expect(main).toContainText("Committee for school improvement, Ealing Learning Partnership");
  await expect(main).toContainText("Chair since");
});

fresh("a head hands her school over to the academy that took its place", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const main = page.getByRole("main");
  const whole = async (name: string) => {
    await screenshots(page, name);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
    expect(await overflowOnPhone(page)).toBe(0);
  };
  await signInAs("Sybil Ravenhill");
  await expect(main).toContainText("The register says that your school goes on as");
  await page.goto("/orders");
  const before = await main.getByRole("table").getByRole("row").count();
  expect(before).toBeGreaterThan(2);
  await page.goto("/");
  await main.getByRole("link", { name: "See what stays and what moves" }).click();
  const open = page.getByRole("checkbox", { name: /Leadership coaching/ });
  await expect(open.first()).toBeChecked();
  await whole("succession");
  await page.getByRole("button", { name: "Check what happens" }).click();
  await expect(main).toContainText("Moves to the new school");
  await whole("succession-check");
  await page.getByRole("button", { name: "Hand over" }).click();
  await expect(main).toContainText("Orders that moved");
  await whole("succession-done");

  // The old school's history is all there; the academy has what moved, and where it came from.
  await page.goto("/orders");
  await expect(main.getByRole("table").getByRole("row")).toHaveCount(before);
  await page.locator("header summary", { hasText: "Acting for" }).click();
  await page.getByRole("button", { name: /Primary Academy/ }).click();
  await page.goto("/orders");
  const moved = main.getByRole("table").getByRole("row");
  await expect(moved.nth(1)).toContainText("Leadership coaching");
  expect(await moved.count()).toBeLessThan(before);
  await main.getByRole("table").getByRole("link").first().click();
  await expect(main).toContainText("Primary School");
  await whole("succession-moved-order");

  await signInAs("Marguerite Oyelaran");
  await page.goto("/members");
  await expect(main).toContainText("Primary Academy");
});

fresh("a head chooses which orders her school keeps since it left its trust", { tag: "@nojs" }, async ({ page, signInAs, javaScriptEnabled }) => {
  const main = page.getByRole("main");
  const whole = async (name: string) => {
    await screenshots(page, name);
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
    expect(await overflowOnPhone(page)).toBe(0);
  };
  await signInAs("Ottilie Farnsworth");
  await expect(main).toContainText("Your school left Thamesward Learning Trust");
  await main.getByRole("link", { name: "Choose which orders you keep" }).click();
  await expect(main).toContainText("The Lamplight Academies Trust");
  const orders = page.getByRole("checkbox", { name: /Counselling for pupils/ });
  await expect(orders).toHaveCount(2);
  await expect(orders.nth(1)).toBeChecked();
  await orders.nth(0).uncheck();
  await whole("left-trust");
  await page.getByRole("button", { name: "Check what happens" }).click();
  await expect(main).toContainText("Is cancelled");
  await expect(main).toContainText("Your school keeps it");
  await whole("left-trust-check");
  await page.getByRole("button", { name: "Keep and cancel as shown" }).click();
  await expect(main).toContainText("Kept by your school");
  await whole("left-trust-done");

  // What waited for the trust waits for her now; what she cancelled is so.
  await main.getByRole("link", { name: /^CP-/ }).first().click();
  await expect(main).toContainText("Cancelled");
  await page.goto("/");
  await expect(main).not.toContainText("Your school left");
  await signInAs("Helena Marchbanks");
  await expect(main).toContainText("Thamesward Learning Trust");
});
