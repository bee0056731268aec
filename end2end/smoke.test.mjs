// The first thing that must work: the demo clinic opens, takes over in the browser, and nobody complains.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launchBrowser, newPage, shots, startClinic } from "./support.mjs";

let clinic, browser;
before(async () => {
  [clinic, browser] = await Promise.all([startClinic(), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await clinic?.stop();
});

test("the front page opens, and the browser's half takes over", async () => {
  const page = await newPage(browser);
  const wasm = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith(".wasm"));
  const answer = await page.goto(clinic.url);
  assert.equal(answer.status(), 200);
  assert.match(await page.title(), /Caseboard/);
  assert.equal((await wasm).status(), 200);
  assert.equal((await wasm).headers()["content-type"], "application/wasm");
  assert.ok((await wasm).headers()["content-encoding"], "the WASM is sent compressed");
  await page.waitForLoadState("networkidle");
  assert.deepEqual(page.complaints, []);
});

test("the front page has no serious accessibility finding, light or dark", async () => {
  for (const dark of [false, true]) {
    const page = await newPage(browser, { dark });
    await page.goto(clinic.url);
    assert.deepEqual(await axe(page), []);
    await page.context().close();
  }
});

test("the front page can be looked at", async () => {
  const page = await newPage(browser);
  await page.goto(clinic.url);
  await shots(page, "front");
});
