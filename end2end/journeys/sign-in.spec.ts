// Signing in: by e-mail and password, and through the demo's picker.

import { expect, screenshots, test } from "../fixtures.ts";

test("a wrong password is answered with an error summary that keeps the address", { tag: "@nojs" }, async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill("nobody@example.org");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();

  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await expect(page.getByLabel("Email address")).toHaveValue("nobody@example.org");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  await expect(page).toHaveTitle(/^Error: /);
  await screenshots(page, "sign-in-refused");
});

test("every persona of the demo signs in with one click, and signs out", { tag: "@nojs" }, async ({ context, page, signInAs }) => {
  // There are dozens of them.
  test.slow();
  await page.goto("/demo");
  await screenshots(page, "demo");
  const personas = await page.getByRole("main").getByRole("button").allTextContents();
  expect(personas.length).toBeGreaterThan(1);

  for (const persona of personas) {
    await signInAs(persona.trim());
    await expect(page).not.toHaveURL(/\/demo$/);
    if (persona !== personas.at(-1)) await context.clearCookies();
  }
  await page.locator("header summary", { hasText: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign out", includeHidden: true })).toHaveCount(0);
});
