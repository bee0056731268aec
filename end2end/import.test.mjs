// A spreadsheet of 500 rows through the page: file, columns, dates and words, check, import, and back.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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

const FIRST = ["Ada", "Benício", "Chloé", "Dmitri", "Elif", "Femi", "Grace", "Hana", "Imani", "Jonas", "Kofi", "Leilani", "Mateo",
  "Noor", "Olive", "Priya", "Quinn", "Rosa", "Søren", "Tariq", "Uma", "Viktor", "Wren", "Ximena", "Yusuf"];
const LAST = ["Abara", "Brandt", "Castellanos", "Dubois", "Eriksen", "Farouk", "Grigoryan", "Hashimoto", "Ibarra", "Jankowski",
  "Kowalczyk", "Lindqvist", "Moreau", "Nakagawa", "O'Halloran", "Papadakis", "Quispe", "Rutherford", "Schuster", "Tremblay"];
const STATUS = ["New", "Waiting list", "POC pending", "Active", "ACTIVE", "active - 2x/wk", "On hold", "Recert due", "D/C pending"];
const DAY = 86_400_000;

/** Five hundred rows as a clinic keeps them; of each 25 one has a wrong date, one is cut short and one is there twice. */
function caseload(today = Date.now()) {
  const iso = (days) => new Date(today - days * DAY).toISOString().slice(0, 10);
  const us = (days) => iso(days).replace(/(\d+)-0?(\d+)-0?(\d+)/, "$2/$3/$1");
  const rows = [];
  for (let i = 0; i < 500; i++) {
    const name = (at) => `${LAST[Math.floor(at / 25)]}, ${FIRST[at % 25]}`;
    const kind = i % 25;
    const born = 1200 + 7 * i;
    const row = [
      kind === 11 ? name(i - 1).toUpperCase() : name(i),
      kind === 6 ? "2/30/2019" : kind === 11 ? iso(born - 7) : i % 3 ? us(born) : iso(born),
      `Guardian ${FIRST[(i * 7) % 25]}`,
      `(212) 555-01${String(i % 100).padStart(2, "0")}`,
      ["ST", "OT", "PT", "ST/OT", "Speech"][i % 5],
      ["D. Kim", "tbd", ""][i % 3],
      kind === 3 ? "purple folder" : STATUS[i % STATUS.length],
      kind === 20 ? "3/4/2026" : iso(100 + (i % 50)),
      iso(1 + (i % 90)),
      `${30_000 + i}`,
      `${20 + (i % 20)}`,
      i % 9 ? "call after 4pm" : "=SUM(A1:A9)",
    ];
    rows.push(kind === 17 ? row.slice(0, 6) : row);
  }
  const head = ["Pt Name (Last, First)", "D.O.B.", "Parent/Guardian", "Parent Cell #", "Svc", "Therapist", "Status", "Ref'l Date",
    "Status since", "MRN", "Shoe size", "Comments"];
  const quote = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const lines = [["North Street Therapy", "", ""], [], head, ...rows].map((row) => row.map(quote).join(","));
  return { name: "caseload.csv", mimeType: "text/csv", buffer: Buffer.from("\ufeff" + lines.join("\r\n"), "utf8") };
}

/** Signed in as somebody with that title, on the board. */
async function open(title = /Coordinator/, options = {}) {
  const page = await newPage(browser, options);
  await signIn(page, clinic, title);
  await ready(page);
  return page;
}

const ready = async (page) => {
  await page.waitForSelector('.live[data-state="live"]');
  await page.waitForLoadState("networkidle");
};

const step = (page, name) => page.locator(".steps__step[aria-current=step]", { hasText: name }).waitFor();
const tally = async (page) => (await page.locator(".tally__tab strong").allTextContents()).map(Number);

/** Nothing serious, in both colour schemes. */
async function clean(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Colours change within a moment, and what is in between is nobody's contrast.
    await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getTiming().iterations === Infinity));
    assert.deepEqual(await axe(page), [], colorScheme);
  }
  await page.emulateMedia({ colorScheme: null });
}

test("five hundred messy rows become cases, and can be taken back", async () => {
  const page = await open();
  const cards = async () => (await page.locator(".lane__title + .count").allTextContents()).reduce((sum, n) => sum + Number(n), 0);
  await page.locator(".lane__title + .count").first().waitFor();
  const before = await cards();
  await page.getByRole("link", { name: "Import" }).first().click();
  await page.getByRole("heading", { name: "Import a spreadsheet" }).waitFor();
  await clean(page);
  await shots(page, "import-file");

  await page.locator("input[type=file]").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") });
  await page.getByText("A PDF cannot be read.").waitFor();
  await shots(page, "import-refused", { widths: [1440], schemes: ["light"] });

  await page.locator("input[type=file]").setInputFiles(caseload());
  await step(page, "Columns");
  assert.equal(await page.locator(".import__rows tbody tr").count(), 10);
  assert.equal(await page.getByLabel("What “Status since” becomes").inputValue(), "lane_since");
  assert.equal(await page.getByLabel("What “Shoe size” becomes").inputValue(), "note");
  // The keyboard begins where the step begins.
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await clean(page);
  await shots(page, "import-columns");
  await shots(page, "import-columns-whole", { schemes: ["light"], fullPage: true });
  await page.getByLabel("What “Shoe size” becomes").selectOption("ignore");
  await page.getByRole("button", { name: "Next: dates and words" }).click();

  await step(page, "Dates and words");
  await page.getByRole("heading", { name: "How are dates written in “Ref'l Date”?" }).waitFor();
  await clean(page);
  await shots(page, "import-words");
  await shots(page, "import-words-whole", { schemes: ["light"], fullPage: true });
  await page.getByRole("button", { name: "Check the rows" }).click();

  await step(page, "Check");
  assert.deepEqual(await tally(page), [400, 80, 20], "what was not answered is to fix");
  await page.getByRole("link", { name: "Answer" }).click();
  await step(page, "Dates and words");
  await page.locator("input[name=d7-slashes][value=month_first]").check();
  await page.getByLabel("Stands for “purple folder”").selectOption("active");
  await page.getByRole("button", { name: "Check the rows" }).click();
  await step(page, "Check");
  await page.waitForFunction(() => document.querySelector(".tally__tab strong")?.textContent === "440");
  assert.deepEqual(await tally(page), [440, 40, 20]);
  await clean(page);
  await shots(page, "import-ready");

  await page.getByRole("link", { name: /To fix/ }).click();
  await page.getByText("There is no such day in the calendar.").first().waitFor();
  await clean(page);
  await shots(page, "import-fix");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /Download 40/ }).click()]);
  const fixes = readFileSync(await file.path(), "utf8");
  assert.equal(fixes.trim().split("\r\n").length, 41);

  await page.getByRole("link", { name: /Possible duplicates/ }).click();
  const take = page.locator(".import__take").first();
  await take.waitFor();
  await clean(page);
  await shots(page, "import-twins");
  await take.focus();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector(".tally__tab strong")?.textContent === "441");
  assert.deepEqual(await tally(page), [441, 40, 19]);
  await page.waitForFunction(() => document.activeElement?.classList.contains("import__take"));

  // Somebody else sees the cases come; whoever imports may leave the page and come back.
  const other = await open(/Director/);
  const address = page.url().split("?")[0];
  await page.getByRole("button", { name: "Import 441 cases" }).click();
  // A quick machine is done before anybody looks.
  await page.locator(".steps__step[aria-current=step]", { hasText: "Import" }).or(page.getByRole("heading", { name: /^Done/ })).first().waitFor();
  await page.goto(address);
  await page.getByRole("heading", { name: "Done: 441 cases are on the board" }).waitFor({ timeout: 60_000 });
  await ready(page);
  await clean(page);
  await shots(page, "import-done");
  await other.waitForFunction(
    (wanted) => [...document.querySelectorAll(".lane__title + .count")].reduce((sum, n) => sum + Number(n.textContent), 0) === wanted,
    before + 441,
  );

  await page.getByText("Undo the whole import").click();
  await shots(page, "import-undo", { widths: [1440], schemes: ["light"] });
  await page.getByRole("button", { name: "Undo the import" }).click();
  await page.getByRole("heading", { name: "The import is taken back" }).waitFor({ timeout: 60_000 });
  await clean(page);
  await page.getByRole("link", { name: "Open the board" }).click();
  await page.locator(".lane__title + .count").first().waitFor();
  await page.waitForFunction(
    (wanted) => [...document.querySelectorAll(".lane__title + .count")].reduce((sum, n) => sum + Number(n.textContent), 0) === wanted,
    before,
  );
  await page.goto(`${clinic.url}/import`);
  await page.getByText("taken back").waitFor();
  await clean(page);
  await shots(page, "import-list");
  assert.deepEqual(page.complaints, []);
  assert.deepEqual(other.complaints, []);
});

test("the steps work without a script, and a role that may not sees neither link nor page", async () => {
  const page = await open(/Coordinator/);
  const state = await page.context().storageState();
  const plain = await newPage(browser, { javaScriptEnabled: false, storageState: state });
  await plain.goto(`${clinic.url}/import`);
  await plain.locator("input[type=file]").setInputFiles({
    name: "two.csv", mimeType: "text/csv", buffer: Buffer.from("Name,Svc\nZoe Plain,OT\nYan Plain,PT\n"),
  });
  await plain.getByRole("button", { name: "Read the file" }).click();
  await plain.getByRole("button", { name: "Next: dates and words" }).click();
  await plain.getByRole("button", { name: "Import 2 cases" }).click();
  await plain.getByRole("heading", { name: "Done: 2 cases are on the board" }).waitFor();

  const therapist = await open(/Therapist|SLP|OT/);
  assert.equal(await therapist.getByRole("link", { name: "Import", exact: true }).count(), 0);
  await therapist.goto(`${clinic.url}/import`);
  await therapist.getByText("This page is not for your role").waitFor();
  assert.deepEqual(await axe(therapist), []);
});
