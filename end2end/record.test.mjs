// What a clinician does all day, with the script, as people have it: a session's note on a phone, kept as it is typed and
// signed in under a minute; a goal, a plan and its signature; a score with its chart. And every page of it before axe.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launchBrowser, newPage, shots, signIn, startClinic } from "./support.mjs";

let clinic, browser, record;
before(async () => {
  [clinic, browser] = await Promise.all([startClinic(), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await clinic?.stop();
});

const DAY = 86_400_000;
const iso = (days) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

/** Signed in as somebody with that title. */
async function as(title, options) {
  const page = await newPage(browser, options);
  await signIn(page, clinic, title);
  return page;
}

/** The record of a case that the first therapist treats, by what waits for them. */
async function first(page) {
  await page.goto(`${clinic.url}/work`);
  const link = page.locator('main a[href*="/record?"]').first();
  return (await link.getAttribute("href")).split("?")[0];
}

/** Waits until the page's script has taken over: it is the script that says the live mark. */
const ready = (page) => page.waitForSelector('.live[data-state="live"]');

test("a session of 45 minutes is documented on a phone, kept as it is typed, and signed within a minute", async () => {
  const page = await as(/Therapist/, { width: 390, height: 844, touch: true });
  record = await first(page);
  const coverage = record.replace("/record", "/coverage");
  await page.goto(`${clinic.url}${coverage}?part=visits&do=book`);
  await ready(page);
  await page.getByLabel("Date of service").last().fill(iso(2));
  await page.getByLabel("Start").last().fill("06:00");
  await page.locator('input[name="code-0"]').fill("92507");
  await page.locator('input[name="minutes-0"]').fill("45");
  await page.getByRole("button", { name: "Book it" }).click();
  await page.waitForURL(/part=visits(?!.*do=)/);

  await page.goto(`${clinic.url}${record}?part=notes`);
  await ready(page);
  const began = Date.now();
  await page.locator(".notes__one", { hasText: "06:00" }).getByRole("link", { name: "Write" }).tap();
  await page.getByLabel("What was done").fill(`Worked on two-step directions at the table, ${Date.now()} times over.`);
  await page.getByLabel("Response and data").fill("Eleven of fifteen directions followed after one repetition; asked for one break.");
  for (const goal of await page.locator('input[name="goal"]').all()) await goal.check();
  await page.locator("[data-saved]", { hasText: "Saved at" }).waitFor();

  await page.reload();
  await ready(page);
  assert.match(await page.getByLabel("What was done").inputValue(), /two-step directions/, "it is still there after a reload");
  assert.deepEqual(await axe(page), []);
  await shots(page, "note", { widths: [390, 1440], fullPage: true });
  await page.getByRole("button", { name: "Sign", exact: true }).tap();
  await page.getByRole("heading", { name: /Session note of/ }).waitFor();
  const seconds = (Date.now() - began) / 1000;
  assert.ok(seconds < 60, `it took ${seconds} s`);
  assert.equal(await page.getByText("Eleven of fifteen directions").count(), 1);
  assert.deepEqual(page.complaints, []);
  assert.deepEqual(await axe(page), []);
  await page.close();
});

test("what did not reach the server is in the form again", async () => {
  const page = await as(/Therapist/);
  await page.goto(`${clinic.url}${record.replace("/record", "/coverage")}?part=visits&do=book`);
  await ready(page);
  await page.getByLabel("Date of service").last().fill(iso(3));
  await page.getByLabel("Start").last().fill("06:00");
  await page.locator('input[name="code-0"]').fill("92507");
  await page.locator('input[name="minutes-0"]').fill("45");
  await page.getByRole("button", { name: "Book it" }).click();
  await page.waitForURL(/part=visits(?!.*do=)/);
  await page.goto(`${clinic.url}${record}?part=notes`);
  await page.locator(".notes__one", { hasText: "06:00" }).getByRole("link").click();
  await ready(page);
  await page.route("**/record/note-draft", (route) => route.abort());
  await page.getByLabel("What was done").fill("Typed in the lift, without a connection.");
  await page.locator("[data-saved]", { hasText: "kept on this device" }).waitFor();
  await page.unroute("**/record/note-draft");
  await page.reload();
  await ready(page);
  await page.locator("[data-saved]", { hasText: /Brought back|Saved at/ }).waitFor();
  assert.equal(await page.getByLabel("What was done").inputValue(), "Typed in the lift, without a connection.");
  await page.close();
});

test("a goal is written and the next version of a plan is signed", async () => {
  const page = await as(/Therapist/);
  await page.goto(`${clinic.url}${record}?part=plan`);
  await ready(page);
  await page.getByRole("link", { name: "Write a goal" }).first().click();
  await page.getByLabel("Who does what").fill("Names 20 pictures of the kitchen");
  await page.getByLabel("What is counted", { exact: true }).fill("pictures named");
  await page.getByLabel("Unit", { exact: true }).fill("pictures");
  await page.getByLabel("Baseline", { exact: true }).fill("6");
  await page.getByLabel("Target", { exact: true }).fill("6");
  await page.getByRole("button", { name: "Save the goal" }).click();
  await page.getByRole("alert").filter({ hasText: "target equals the baseline" }).waitFor();
  await page.getByLabel("Target", { exact: true }).fill("18");
  await page.getByRole("button", { name: "Save the goal" }).click();
  await page.locator(".goal", { hasText: "Names 20 pictures" }).waitFor();
  await page.getByRole("link", { name: "Write its next version" }).click();
  await page.getByLabel("Sessions a week").fill("5");
  await page.getByRole("button", { name: "Keep the draft" }).click();
  await page.locator(".plan__changes", { hasText: "Sessions a week" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Sign the plan" }).click();
  await page.getByText("Version 2, signed by").waitFor();
  assert.deepEqual(page.complaints, []);
  await shots(page, "plan", { fullPage: true });
  await page.close();
});

test("a score is recorded and shows beside the change that matters", async () => {
  const page = await as(/Therapist/);
  await page.goto(`${clinic.url}${record}?part=progress&do=score&id=psfs`);
  await ready(page);
  await page.getByLabel("Score", { exact: true }).fill("3");
  await page.getByLabel("Taken on").fill(iso(40));
  await page.getByRole("button", { name: "Record it" }).click();
  await page.getByRole("heading", { name: /Patient-Specific/ }).waitFor();
  await page.goto(`${clinic.url}${record}?part=progress&do=score&id=psfs`);
  await page.getByLabel("Score", { exact: true }).fill("8");
  await page.getByRole("button", { name: "Record it" }).click();
  await page.locator(".chart__words", { hasText: "8 on" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await shots(page, "progress", { fullPage: true });
  await page.close();
});

test("every page of the record is clean, and nothing scrolls sideways on a phone", async () => {
  const page = await as(/Director/);
  for (const path of [`${record}?part=plan`, `${record}?part=notes`, `${record}?part=documents&do=document`, `${record}?part=billing`, `${record}?part=handoffs&do=conference`, `${record}?part=discharge&do=discharge`, "/work?all=1", "/people/licences", "/people/leaving", "/billing", "/waitlist"]) {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${clinic.url}${path}`);
      await ready(page);
      assert.deepEqual(await axe(page), [], path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${path} is ${wide} px wide on ${width}`);
    }
  }
  assert.deepEqual(page.complaints, []);
  await page.close();
});

test("who leaves is looked at, arranged and handed on, and nothing passes before it is read back", async () => {
  const page = await as(/Director/);
  await page.goto(`${clinic.url}/people`);
  await ready(page);
  await page.getByRole("link", { name: "Departures" }).click();
  await page.getByRole("heading", { name: "Departures" }).waitFor();
  const people = await page.locator("select[name=id] option").evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
  let cases = 0;
  for (const one of people) {
    await page.goto(`${clinic.url}/people/leaving?id=${one}&last=${iso(-7)}`);
    cases = await page.locator(".departure__to select").count();
    if (0 < cases) break;
  }
  assert.ok(0 < cases, "somebody has a case that others could take");
  await ready(page);
  assert.deepEqual(await axe(page), []);
  await shots(page, "departure", { fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, "nothing scrolls sideways");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator("select[name=fallback]").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Arrange it" }).click();
  await page.getByRole("button", { name: "Call it off" }).waitFor();
  await page.getByRole("button", { name: /^Send \d+ handoff/ }).click();
  await page.locator(".departure__case", { hasText: "Waits for" }).first().waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Call it off" }).click();
  await page.getByRole("heading", { name: "Nobody is leaving" }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.close();
});

test("a session is released, leaves in one file and is denied; each list knows it", async () => {
  const page = await as(/Billing/);
  await page.goto(`${clinic.url}/billing`);
  await ready(page);
  const cases = await page.locator(".money__who a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const release = page.getByRole("button", { name: "Release for billing" });
  for (const one of cases) {
    await page.goto(`${clinic.url}${one}`);
    await ready(page);
    if (await release.count()) break;
  }
  await release.click();
  await page.getByRole("heading", { name: "Released", exact: true }).waitFor();
  const back = page.url();
  await page.goto(`${clinic.url}/billing`);
  await ready(page);
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Make the file" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the charges" }).click()]);
  assert.match(download.suggestedFilename(), /^charges-\d{4}-\d\d-\d\d\.csv$/);
  await shots(page, "billing", { fullPage: true });
  await page.goto(back);
  await ready(page);
  await page.locator("summary", { hasText: "with a claim" }).click();
  await page.getByRole("link", { name: "Denied" }).first().click();
  await page.getByLabel("Reason codes").fill("197");
  await page.getByLabel("Amount denied").fill("95");
  await page.getByRole("button", { name: "Enter the denial" }).click();
  await page.getByText("nothing was authorized").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.goto(`${clinic.url}/billing`);
  await ready(page);
  await page.getByText("days left to appeal").first().waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.complaints, []);
  await page.close();
});
