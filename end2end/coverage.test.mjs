// The July story: a second plan that nobody entered is found, entered, looked at, confirmed and taken back; and a payer's
// file is read. With the script that posts forms without leaving the page, and as plain pages without any.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launchBrowser, newPage, shots, signIn, startClinic } from "./support.mjs";

let clinic, browser;
before(async () => {
  [clinic, browser] = await Promise.all([startClinic(), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await clinic?.stop();
});

const DAY = 86_400_000;
const iso = (time) => new Date(time).toISOString().slice(0, 10);

/** Since when the second plan of case 1001 covers the child: docs/stories.md. */
function since(today = Date.now()) {
  const july = Date.parse(`${new Date(today).getUTCFullYear()}-07-01`);
  const days = Math.floor((today - july) / DAY);
  return days < 100 || 165 < days ? Date.parse(iso(today)) - 145 * DAY : july;
}

/** The coverage of a case by its number, signed in as somebody with that title. */
async function open(title, number, options) {
  const page = await newPage(browser, options);
  await signIn(page, clinic, title);
  await page.goto(`${clinic.url}/search`);
  await page.locator("main input[name=q]").fill(String(number));
  await page.keyboard.press("Enter");
  const link = page.locator(".result", { hasText: `case #${number}` }).locator("a");
  const id = /[0-9a-f-]{36}/.exec(await link.getAttribute("href"))[0];
  await page.goto(`${clinic.url}/cases/${id}/coverage`);
  return page;
}

const lead = (page, words) => page.locator(".page__lead", { hasText: words }).waitFor();

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? "with a script" : "without a script";
  test(`a plan that nobody entered is entered, looked at and taken back, ${how}`, async () => {
    const page = await open(/Front desk/, 1001, { javaScriptEnabled });
    await lead(page, "Today Bluestem Health pays.");
    await page.getByRole("link", { name: "Add a policy" }).click();
    await page.getByLabel("Payer", { exact: true }).selectOption({ label: "Harbor Mutual" });
    await page.getByLabel("Kind of plan").selectOption("commercial_ppo");
    await page.getByLabel("Member number").fill("DEMO-7001");
    await page.getByLabel("Whose policy it is").selectOption("child");
    await page.getByLabel("Subscriber's name").fill("Bo Example");
    await page.getByLabel("Subscriber's birthday").fill("1984-09-21");
    await page.getByLabel("First covered day").fill(iso(since()));
    await page.getByRole("button", { name: "Save, or see first" }).click();

    await page.getByRole("heading", { name: "What this change touches" }).waitFor();
    assert.equal(await page.getByRole("heading", { name: "Bill the secondary: 10 visits" }).count(), 1);
    assert.equal(await page.locator(".touched .chips li").count(), 10);
    assert.equal(await page.getByText("Bluestem Health, then Harbor Mutual, from").count(), 1);
    assert.equal(await page.getByText("Birthday rule.").count(), 1);
    if (javaScriptEnabled) {
      assert.deepEqual(await axe(page), []);
      await shots(page, "coverage-preview", { fullPage: true });
    }

    // Back: nothing that was typed is lost, and nothing is saved.
    await page.getByRole("link", { name: "Back", exact: true }).click();
    assert.equal(await page.getByLabel("Member number").inputValue(), "DEMO-7001");
    await page.getByRole("button", { name: "Save, or see first" }).click();
    await page.getByRole("checkbox", { name: /^Bill the secondary: 10 visits/ }).waitFor();
    await page.getByRole("button", { name: "Save the change" }).click();
    await lead(page, "Today Bluestem Health, then Harbor Mutual pay");
    await page.getByText("The payers have not confirmed the order").waitFor();
    if (javaScriptEnabled) {
      assert.deepEqual(await axe(page), []);
      await shots(page, "coverage", { fullPage: true });
    }

    // What was true the day before.
    await page.getByLabel("Date of service").fill(iso(since() - DAY));
    await page.getByRole("button", { name: "Look" }).click();
    await lead(page, "Bluestem Health pays.");
    await page.getByRole("link", { name: "Back to today" }).click();

    await page.getByRole("button", { name: "Take it back" }).click();
    await lead(page, "Today Bluestem Health pays.");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("the court's decree decides who pays first, and the page says why", async () => {
  const page = await open(/Coordinator/, 1004, { javaScriptEnabled: false });
  await lead(page, "Harbor Mutual, then Bluestem Health pay");
  await page.getByText("Court decree").first().waitFor();
  await page.getByText("not confirmed by the payers").waitFor();
  await page.context().close();
});

test("Medicare's yearly amount is said with its percent", async () => {
  const page = await open(/Coordinator/, 1006, { javaScriptEnabled: false });
  await page.getByText("86\u00a0% of").waitFor();
  await page.context().close();
});

test("what ends in three weeks, what is used up and what nobody billed are said with their numbers", async () => {
  const part = async (number, part) => {
    const page = await open(/Director/, number, { javaScriptEnabled: false });
    await page.goto(`${page.url()}?part=${part}`);
    return [page, await page.locator("main").innerText()];
  };
  const [ends, ending] = await part(1002, "authorizations");
  assert.match(ending, /Its last day is .*, 21 days from /);
  assert.match(ending, /No renewal packet is begun\./);
  await ends.getByRole("link", { name: "Case 1002" }).click();
  const packet = ends.locator(".task", { hasText: "Start reauthorization packet" });
  assert.match(await packet.filter({ hasText: "late" }).first().innerText(), / late/);
  await ends.context().close();

  const [used, uses] = await part(1003, "authorizations");
  assert.match(uses, /4 visits are delivered that nothing covers, .*: Used up\./);
  const table = used.getByRole("region", { name: "Services that nothing covers" });
  assert.equal(await table.locator("tbody tr", { hasText: "Used up" }).count(), 4);
  await used.context().close();

  const [files, filing] = await part(1005, "visits");
  assert.match(filing, /is not billed\. File by .*: 82\u00a0% of the time to file has passed\./);
  await files.goto(`${clinic.url}/authorizations?kind=filing`);
  const first = files.locator("tbody tr").first();
  assert.match(await first.innerText(), /Case\u00a01005[\s\S]*82\u00a0% of the time to file has passed/);
  await files.context().close();
});
