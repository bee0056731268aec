// What a team sees when a server dies under it, and when it works through two of them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { BINARY, launchBrowser, live, openBoard, startClinic } from "./support.mjs";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

const LANE = "#lane-planning";
const order = (page) => page.$$eval(`${LANE} .card`, (cards) => cards.map((card) => card.dataset.case));


/** Waits until a page that knows only what the journal has shows that order too. */
async function kept(page, wanted) {
  const fresh = await page.context().newPage();
  await fresh.goto(page.url());
  await live(fresh);
  await shows(fresh, wanted);
  await fresh.close();
}

/** Puts the first card of the lane behind the second, as a hand on the keyboard does. */
async function swapFirst(page) {
  const [first, second] = await order(page);
  await page.locator(`${LANE} .card__name`).first().focus();
  await page.keyboard.press("Alt+ArrowDown");
  // The keyboard follows the card; before that, the next key would be another card's.
  const there = ([lane, first, second]) =>
    document.querySelector(`${lane} .card`).dataset.case === second && document.activeElement.closest(".card")?.dataset.case === first;
  await page.waitForFunction(there, [LANE, first, second]);
}

const settled = (page) => page.waitForFunction(() => !document.querySelector('.card__state[data-state="unsent"], .card__state[data-state="saving"]'));

/** Waits until the page shows that order. */
const shows = (page, wanted) => page.waitForFunction(
  ([lane, wanted]) => [...document.querySelectorAll(`${lane} .card`)].map((card) => card.dataset.case).join() === wanted,
  [LANE, wanted.join()],
);

/** What the program itself finds when it checks journal and views. */
const verify = (...args) => execFileSync(BINARY, ["verify", ...args], { encoding: "utf8" });

test("a server killed in the middle of moves loses none that it acknowledged, and the boards catch up", async () => {
  const clinic = await startClinic();
  const [one, two] = [await openBoard(browser, clinic, /Director/), await openBoard(browser, clinic, /Clinical lead/)];
  let acknowledged = 0;
  one.on("response", (response) => (acknowledged += response.url().endsWith("/api/submit") && response.ok() ? 1 : 0));
  for (let round = 0; round < 3; round += 1) {
    for (let move = 0; move < 3; move += 1) await swapFirst(one);
    // The last of these may be on its way; what the board shows must stand afterwards, acknowledged or not.
    await clinic.kill();
    await swapFirst(one);
    await one.waitForSelector('.live:not([data-state="live"])');
    const wanted = await order(one);
    await clinic.start();
    await Promise.all([live(one), live(two), settled(one)]);
    await Promise.all([shows(one, wanted), shows(two, wanted)]);
    await kept(two, wanted);
  }
  assert.ok(9 <= acknowledged, `${acknowledged} moves were acknowledged`);
  await Promise.all([one.context().close(), two.context().close()]);
  await clinic.kill("SIGTERM");
  assert.match(verify("--database", `sqlite://${clinic.data}/demo/caseboard.db`), /Everything is as it was written/);
  await clinic.stop();
});

test("two servers on one PostgreSQL show each other's moves, and one goes on when the other dies", async (t) => {
  const database = process.env.CASEBOARD_TEST_PG;
  if (!database) return t.skip("CASEBOARD_TEST_PG names no PostgreSQL");
  const args = ["--database", database];
  const east = await startClinic({ args });
  const west = await startClinic({ args });
  const [one, two] = [await openBoard(browser, east, /Director/), await openBoard(browser, west, /Clinical lead/)];
  await shows(two, await order(one));
  await swapFirst(one);
  await shows(two, await order(one));
  await swapFirst(two);
  await shows(one, await order(two));
  await east.kill();
  await swapFirst(two);
  await settled(two);
  await east.start();
  await live(one);
  await shows(one, await order(two));
  await kept(one, await order(two));
  await Promise.all([one.context().close(), two.context().close()]);
  await Promise.all([east.stop(), west.stop()]);
  assert.match(verify("--database", database), /Everything is as it was written/);
});
