// A request becomes a balance, a renewal packet is begun, a series is looked at before it is booked, an outcome is one
// press away. Without a script: the pages are drawn on the server, and each form has to work by itself.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser, newPage, shots, startClinic } from "./support.mjs";

let clinic, browser, address;
before(async () => {
  [clinic, browser] = await Promise.all([startClinic(), launchBrowser()]);
  // The case that fails first of those that the specialist sees.
  const page = await open(/Authorization specialist/);
  await page.goto(`${clinic.url}/authorizations`);
  address = (await page.content()).match(/\/cases\/[0-9a-f-]{36}/)[0] + "/coverage";
  await page.context().close();
});
after(async () => {
  await browser?.close();
  await clinic?.stop();
});

async function open(title, options = {}) {
  const page = await newPage(browser, { javaScriptEnabled: false, ...options });
  await page.goto(`${clinic.url}/sign-in`);
  const staff = await page.locator("form", { hasText: title }).locator('input[name="staff"]').first().getAttribute("value");
  await page.request.post(`${clinic.url}/demo/session`, { form: { staff }, headers: { origin: clinic.url } });
  return page;
}

const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const field = (page, name) => page.locator(`form[method=post] [name="${name}"]`).first();
const words = async (page) => (await page.locator("main").innerText()).replace(/\s+/g, " ");

test("a request with two lines is entered, granted in part, and its packet begun", async () => {
  const page = await open(/Authorization specialist/);
  await page.goto(`${clinic.url}${address}?part=authorizations&do=request`);
  await field(page, "from").fill(day(-20));
  await field(page, "last").fill(day(25));
  await field(page, "requested_on").fill(day(-40));
  await field(page, "amount-0").fill("24");
  await page.getByRole("button", { name: "One more line" }).click();
  assert.equal(await field(page, "amount-0").inputValue(), "24", "what was typed stays");
  await field(page, "measure-1").selectOption("hours");
  await field(page, "amount-1").fill("6.25");
  await page.getByRole("button", { name: "Save the request" }).click();
  const block = () => page.locator("section.section", { hasText: "DEMO-E2E" });
  await page.locator("section.section", { hasText: "24 visits asked for" }).getByRole("link", { name: "Record the decision" }).click();
  await field(page, "answer").selectOption("partly");
  await field(page, "number").fill("DEMO-E2E");
  await field(page, "decided_on").fill(day(-30));
  await field(page, "granted-1").fill("6");
  await page.getByRole("button", { name: "Record the decision" }).click();
  assert.match(await block().innerText(), /\d+ of 24\svisits used.* left/);
  assert.match(await block().innerText(), /6\shours used.*6\.25\shours were asked for/);
  await shots(page, "authorizations");
  const begin = page.getByRole("button", { name: "Begin the renewal packet" }).first();
  if (await begin.count()) {
    await begin.click();
    assert.match(await words(page), /Renewal packet: 0 of \d+ done/);
  }
  assert.deepEqual(page.complaints, []);
});

test("a series is shown day by day before it is booked, and an outcome is one press away", async () => {
  const page = await open(/Coordinator/, { width: 390, height: 844 });
  await page.goto(`${clinic.url}${address}?part=visits&do=series`);
  await field(page, "day-1").check();
  await field(page, "from").fill(day(1));
  await field(page, "times").fill("2");
  await page.getByRole("button", { name: "Show the days" }).click();
  assert.equal(await page.locator("ol.days li").count(), 2);
  await page.goto(`${clinic.url}${address}?part=visits`);
  const cancel = page.getByRole("button", { name: /^Cancelled in time/ });
  const before = await cancel.count();
  if (before) {
    await cancel.first().click();
    assert.equal(await page.getByRole("button", { name: /^Cancelled in time/ }).count(), before - 1);
  }
  await shots(page, "visits", { widths: [1440, 390] });
});

test("a schedule is read, and only rows of this case are taken", async () => {
  const page = await open(/Coordinator/);
  await page.goto(`${clinic.url}${address}?part=visits&do=file`);
  const number = (await page.locator("nav.crumbs").innerText()).match(/\d+/)[0];
  const rows = ["Case,Date,Time,Status", `${number},${day(-3)},19:00,Completed`, `9999,${day(-3)},19:00,Completed`, `${number},2026-02-30,19:00,`];
  await page.locator("input[type=file]").setInputFiles({ name: "s.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
  await page.getByRole("button", { name: "Read the file" }).click();
  assert.match(await words(page), /1 visit to take in, 0 there already, 1 of other cases, 1 problem\./);
  assert.match(await words(page), /Line 4: Date "2026-02-30"/);
  await page.getByRole("button", { name: "Take in 1 visit" }).click();
  await page.goto(`${clinic.url}${address}?part=visits`);
  assert.match(await words(page), /19:00/);
});

/** A PDF of one page, as small as a browser will show. */
function pdf(words) {
  const text = `BT /F1 24 Tf 40 100 Td (${words}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  const places = [];
  let file = "%PDF-1.4\n";
  for (const [at, object] of objects.entries()) {
    places.push(file.length);
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  const head = `xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\n`;
  return Buffer.from(`${file}${head}startxref\n${file.length}\n%%EOF\n`);
}

test("the payer's letter is attached, opened in a tab of its own and taken away", async () => {
  const page = await open(/Authorization specialist/);
  await page.goto(`${clinic.url}${address}?part=authorizations&do=request`);
  await field(page, "from").fill(day(-10));
  await field(page, "last").fill(day(35));
  await field(page, "amount-0").fill("7");
  await page.getByRole("button", { name: "Save the request" }).click();
  const block = () => page.locator("section.section", { hasText: "7\u00a0visits asked for" });
  const attach = async (name, buffer) => {
    await block().getByRole("link", { name: "Attach a letter" }).click();
    await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/pdf", buffer });
    await page.getByRole("button", { name: "Attach it" }).click();
  };
  await attach("letter.pdf", Buffer.from("<script>alert(1)</script>"));
  assert.match(await words(page), /neither a PDF nor a picture/);
  await page.goto(`${clinic.url}${address}?part=authorizations`);
  const file = pdf("Seven visits are granted");
  await attach("Decision of July.pdf", file);
  const listed = block().getByRole("link", { name: /^Decision of July\.pdf/ });
  assert.match(await block().innerText(), /PDF, \d+\sbytes · \d+\s\w+\s\d{4} · /);
  await shots(page, "letters");
  const [tab] = await Promise.all([page.context().waitForEvent("page"), listed.click()]);
  assert.match(tab.url(), /\/coverage\/letters\/[0-9a-f]{64}$/);
  const answer = await page.request.get(tab.url());
  assert.ok((await answer.body()).equals(file), "byte for byte");
  assert.equal(answer.headers()["content-security-policy"], "sandbox; default-src 'none'");
  await tab.close();
  await block().getByRole("link", { name: "Take away Decision of July.pdf" }).click();
  await field(page, "reason").fill("of another patient");
  await page.getByRole("button", { name: "Take it away" }).click();
  assert.equal(await listed.count(), 0);
  assert.deepEqual(page.complaints, []);
});
