// The board in a real browser: the numbers are those of the checklist that a good board is held to.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launchBrowser, live, newPage, openBoard, shots, startClinic } from "./support.mjs";

let clinic, browser;
before(async () => {
  [clinic, browser] = await Promise.all([startClinic(), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await clinic?.stop();
});

const board = (title, options) => openBoard(browser, clinic, title, options);
const names = (page, lane) => page.$$eval(`#lane-${lane} .card__name`, (links) => links.map((link) => link.textContent));
const ids = (page, lane) => page.$$eval(`#lane-${lane} .card`, (cards) => cards.map((card) => card.dataset.case));
const count = async (page, lane) => Number(await page.textContent(`#lane-${lane} .lane__head .count`));
const box = (page, selector) => page.locator(selector).first().boundingBox();
const spoken = (page) => page.textContent('p.visually-hidden[role="status"]');

async function lift(page, selector) {
  const { x, y } = await box(page, selector);
  await page.mouse.move(x + 50, y + 14);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 40, { steps: 4 });
}

test("12, 30, 37: the server draws lanes and cards, and counts agree with what is shown", async () => {
  const page = await board();
  for (const lane of ["intake", "planning", "active", "review", "transition"]) {
    assert.ok(0 < (await count(page, lane)), `${lane} has cases`);
  }
  const card = page.locator("#lane-planning .card").first();
  assert.ok(await card.locator(".card__name").textContent());
  assert.match(await card.locator(".card__days").textContent(), /\d+\u00a0d in lane/);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("14, 15, 21: a mouse drags after four pixels, the gap shows where it lands, a click still opens", async () => {
  const page = await board();
  const before = await ids(page, "planning");
  const { x, y } = await box(page, "#lane-planning .card");
  await page.mouse.move(x + 50, y + 14);
  await page.mouse.down();
  await page.mouse.move(x + 52, y + 15);
  assert.equal(await page.locator(".card--ghost").count(), 0, "three pixels are a click");
  await page.mouse.move(x + 60, y + 60, { steps: 4 });
  assert.equal(await page.locator(".card--ghost").count(), 1);
  const last = await box(page, "#lane-planning .card:nth-of-type(4)");
  await page.mouse.move(x + 60, last.y + last.height + 20, { steps: 8 });
  await page.waitForSelector("#lane-planning .card-gap");
  await page.mouse.up();
  await page.waitForFunction((id) => document.querySelector("#lane-planning .card").dataset.case !== id, before[0]);
  assert.equal(await page.locator(".card--ghost, .card-gap, [data-dragging]").count(), 0, "no ghost remains");
  assert.match(await spoken(page), /^Moved to Planning, position \d+ of \d+$/);
  await page.locator("#lane-planning .card__name").first().click();
  await page.waitForURL(/case=/);
  await page.context().close();
});

test("17: Escape and leaving the window put the card back", async () => {
  const page = await board();
  const before = await ids(page, "planning");
  await lift(page, "#lane-planning .card");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".card--ghost").count(), 0);
  await page.mouse.up();
  await lift(page, "#lane-planning .card");
  await page.mouse.move(-5, 300);
  await page.waitForFunction(() => !document.querySelector(".card--ghost"));
  await page.mouse.up();
  assert.deepEqual(await ids(page, "planning"), before);
  await page.context().close();
});

test("18: a finger scrolls, and lifts a card by resting on it", async () => {
  const page = await board(/Coordinator/, { width: 390, height: 844, touch: true });
  const hand = await page.context().newCDPSession(page);
  const touch = (type, x, y) =>
    hand.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  const before = await ids(page, "intake");
  const { x, y } = await box(page, "#lane-intake .card");
  await touch("touchStart", x + 50, y + 50);
  await page.waitForSelector(".card--ghost");
  for (let step = 1; step <= 10; step += 1) {
    await touch("touchMove", x + 50, y + 50 + step * 25);
    await page.waitForTimeout(20);
  }
  await touch("touchEnd");
  await page.waitForFunction((id) => document.querySelector("#lane-intake .card").dataset.case !== id, before[0]);
  await touch("touchStart", x + 50, y + 300);
  for (let step = 1; step <= 6; step += 1) await touch("touchMove", x + 50, y + 300 - step * 30);
  await touch("touchEnd");
  assert.equal(await page.locator(".card--ghost").count(), 0);
  await page.waitForFunction(() => 0 < document.querySelector("#lane-intake .lane__list").scrollTop);
  await page.context().close();
});

test("19, 59: the menu moves a card without dragging, and says what each lane asks", async () => {
  const page = await board();
  await page.locator("#lane-planning .card").first().hover();
  await page.locator("#lane-planning .card__move").first().click();
  const menu = page.locator('.menu[role="dialog"]:popover-open');
  await menu.waitFor();
  assert.match(await menu.innerText(), /Planning[\s\S]*here now[\s\S]*(blocked by \d+|open)/);
  const first = (await ids(page, "planning"))[0];
  await menu.getByRole("button", { name: "To the end of Planning" }).click();
  await page.waitForFunction((id) => document.querySelector("#lane-planning .card").dataset.case !== id, first);
  await page.context().close();
});

test("9, 20, 24, 58: keys go from card to card, move them, and a way back asks for its reason", async () => {
  const page = await board();
  await page.locator("#lane-planning .card__name").first().focus();
  await page.keyboard.press("j");
  const second = (await names(page, "planning"))[1];
  await page.waitForFunction((name) => document.activeElement.textContent === name, second);
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForFunction((name) => document.querySelector("#lane-planning .card__name").textContent === name, second);
  await page.waitForFunction((name) => document.activeElement.textContent === name, second);
  assert.match(await spoken(page), /Moved to Planning, position 1 of/);
  await page.keyboard.press("[");
  await page.waitForSelector("dialog.gate[open]");
  await page.fill("#gate-why", "The evaluation must be repeated");
  await page.getByRole("button", { name: "Finish the move" }).click();
  await page.waitForFunction((name) => document.querySelector("#lane-intake .card__name").textContent === name, second);
  await page.waitForFunction((name) => document.activeElement.textContent === name, second);
  await page.context().close();
});

test("22, 25: a refused move says what is missing, an override leaves a debt, Ctrl Z takes it back", async () => {
  const page = await board();
  const lane = "active";
  const before = await count(page, lane);
  await page.locator(`#lane-${lane} .card__name`).first().focus();
  const name = (await names(page, lane))[0];
  await page.keyboard.press("m");
  await page.locator(".menu:popover-open").getByRole("button", { name: "Transition" }).click();
  await page.waitForSelector("dialog.gate[open]");
  assert.ok(0 < (await page.locator('.gate__item[data-state="missing"]').count()));
  assert.equal(await count(page, lane), before, "the card has not moved");
  await page.getByRole("button", { name: "Override…" }).click();
  await page.fill("#gate-why", "The family moves away on Friday");
  await page.locator(".gate__foot .button--danger").click();
  await page.waitForFunction((name) => document.querySelector("#lane-transition .card__name").textContent === name, name);
  await page.waitForSelector("#lane-transition .card .chip[data-tone=bad]");
  assert.match(await page.textContent(".toast"), /moved to Transition/);
  await page.waitForFunction(() => !document.querySelector('[data-state="saving"]'));
  await page.keyboard.press("Control+z");
  await page.waitForFunction((before) => Number(document.querySelector("#lane-active .lane__head .count").textContent) === before, before);
  await page.context().close();
});

test("22: what is missing is finished in the sheet itself, and then the move", async () => {
  const page = await board();
  // The newest referral stands last, and has most of its work before it.
  await page.locator("#lane-intake .card__name").last().focus();
  const name = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("]");
  await page.waitForSelector("dialog.gate[open]");
  const missing = page.locator('.gate__item[data-state="missing"]');
  for (let left = await missing.count(); 0 < left; left -= 1) {
    await missing.first().getByRole("button", { name: "Mark done…" }).click();
    await page.keyboard.type("Seen on paper");
    await page.keyboard.press("Enter");
    await page.waitForFunction((left) => document.querySelectorAll('.gate__item[data-state="missing"]').length < left, left);
  }
  await page.getByRole("button", { name: "Finish the move" }).click();
  const inPlanning = (name) => [...document.querySelectorAll("#lane-planning .card__name")].some((card) => card.textContent === name);
  await page.waitForFunction(inPlanning, name);
  await page.context().close();
});

test("1, 2, 3, 4: a case is added in a few seconds, duplicates show, a draft survives", async () => {
  const page = await board(/Coordinator/);
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.activeElement.id === "qa-name");
  const known = (await names(page, "active"))[0];
  await page.fill("#qa-name", known);
  await page.waitForSelector(".quick-add__match");
  await page.fill("#qa-name", "Wanda Quickadd");
  await page.keyboard.press("Enter");
  assert.ok(0 < (await page.locator(".quick-add .field__error").count()), "what is missing is said beside its field");
  await page.fill("#qa-phone", "(555) 555-0123");
  await page.locator(".quick-add .choice").first().click();
  await page.locator("#qa-phone").press("Enter");
  await page.waitForFunction(() => document.querySelector("#lane-intake .card__name").textContent === "Wanda Quickadd");
  assert.equal(await page.locator("dialog.quick-add[open]").count(), 1, "the form stays for the next");
  await page.fill("#qa-name", "Half a na");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog.quick-add[open]").count(), 1, "it asks once");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("dialog.quick-add[open]"));
  await page.reload();
  await live(page);
  await page.waitForTimeout(1500);
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.querySelector("#qa-name")?.value === "Half a na");
  await page.context().close();
});

test("29, 30, 32, 33: filters live in the address, counts follow, one key clears", async () => {
  const page = await board(/Coordinator/);
  const all = await count(page, "active");
  await page.getByRole("button", { name: "Discipline" }).click();
  await page.locator("#f-discipline label", { hasText: "Speech" }).click();
  await page.waitForURL(/discipline=slp/);
  const some = await count(page, "active");
  assert.ok(some < all);
  await page.keyboard.press("Escape");
  await page.reload();
  assert.equal(await count(page, "active"), some, "the server draws the same filter");
  await page.waitForTimeout(1500);
  await page.keyboard.press("F");
  await page.waitForFunction((all) => Number(document.querySelector("#lane-active .lane__head .count").textContent) === all, all);
  await page.keyboard.press("q");
  await page.waitForURL(/mine=1/);
  await page.context().close();
});

test("23, 46, 47: a colleague's move shows by itself, and disturbs no card in the hand", async () => {
  const [one, two] = [await board(/Director/), await board(/Clinical lead/)];
  assert.equal(await one.locator(".avatars li").count(), 1);
  const before = await ids(two, "review");
  await one.locator("#lane-review .card__name").first().focus();
  await one.keyboard.press("Alt+ArrowDown");
  await two.waitForFunction((id) => document.querySelector("#lane-review .card").dataset.case !== id, before[0], { timeout: 2000 });
  await lift(two, "#lane-active .card");
  const held = await ids(two, "review");
  await one.keyboard.press("Alt+ArrowUp");
  await one.waitForTimeout(600);
  assert.deepEqual(await ids(two, "review"), held);
  assert.equal(await two.locator(".card--ghost").count(), 1);
  await two.keyboard.press("Escape");
  await two.mouse.up();
  await two.waitForFunction((id) => document.querySelector("#lane-review .card").dataset.case === id, before[0]);
  await one.locator("#lane-review .card__name").first().focus();
  await one.keyboard.press("[");
  await one.fill("#gate-why", "Back to active care");
  await one.locator(".gate__foot .button").last().click();
  await two.waitForSelector('.card__state[data-state="arrived"]');
  await Promise.all([one.context().close(), two.context().close()]);
});

test("50, 51: without a network the board says so, keeps what was done, and catches up", async () => {
  const [one, two] = [await board(/Director/), await board(/Clinical lead/)];
  // What acts is fetched when a hand is first seen.
  const [hands] = await Promise.all([two.waitForResponse(/\/pkg\/split_hands/), two.mouse.move(700, 300)]);
  await hands.finished();
  await two.context().setOffline(true);
  await two.waitForSelector('.live[data-state="offline"]');
  const first = (await ids(two, "planning"))[0];
  await two.locator("#lane-planning .card__name").first().focus();
  await two.keyboard.press("Alt+ArrowDown");
  await two.waitForSelector('.card__state[data-state="unsent"]');
  assert.match(await two.textContent(".live"), /Offline · 1 unsent/);
  await two.context().setOffline(false);
  await live(two);
  await two.waitForFunction(() => !document.querySelector('.card__state[data-state="unsent"]'));
  await one.waitForFunction((id) => document.querySelector("#lane-planning .card").dataset.case !== id, first);
  await Promise.all([one.context().close(), two.context().close()]);
});

test("53, 54: on a phone one lane fills the screen, and tabs change it", async () => {
  const page = await board(/Coordinator/, { width: 390, height: 844, touch: true });
  const lane = await box(page, "#lane-intake");
  assert.ok(350 < lane.width && lane.width <= 390);
  await page.locator(".lane-tabs__tab").nth(1).tap();
  await page.waitForFunction(() => /Planning/.test(document.querySelector('.lane-tabs__tab[aria-current="true"]').textContent));
  const move = await box(page, "#lane-planning .card__move");
  assert.ok(44 <= move.height);
  await page.context().close();
});

test("62: no serious accessibility finding, light or dark, with each thing open", async () => {
  for (const dark of [false, true]) {
    const page = await board(/Director/, { dark });
    assert.deepEqual(await axe(page), []);
    await page.locator("#lane-planning .card__name").first().focus();
    await page.keyboard.press("m");
    await page.waitForTimeout(300);
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    await page.waitForTimeout(300);
    assert.deepEqual(await axe(page), []);
    await page.context().close();
  }
});

test("70: ? lists every key", async () => {
  const page = await board();
  await page.keyboard.press("?");
  assert.match(await page.locator("dialog[open]").innerText(), /Move one lane back or onward/);
  await page.keyboard.press("Escape");
  await shots(page, "board");
  await page.context().close();
});
