// The dashboard in headless Chromium, driven by playwright-core.
//
// usage: dashboard.mjs DIR BROWSER ADMIN-URL FUNCTIONS-URL TOKEN SCREENSHOTS
//
// The server has acme/page (versions v1 and v2, v2 active, which fails) and acme/spin (which loops). Every button must do its work,
// nothing may be wrong in the console, the page must fit a telephone and be readable light and dark. Prints "N passed, N failed".
import { createRequire } from "module";

const [folder, browser_path, admin, data, token, pictures] = process.argv.slice(2);
const { chromium } = createRequire(folder + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: browser_path, args: ["--no-sandbox"] });
let passed = 0, failed = 0;
const wrong = [];

function check(what, ok) {
  if (ok) return void passed++;
  failed++;
  console.log("FAILED " + what);
}

async function open(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("pageerror", (e) => wrong.push("" + e));
  // What the browser says of answers that are errors is no error of the page's.
  page.on("console", (m) => { if (m.type() === "error" && !/Failed to load resource/.test(m.text())) wrong.push(m.text()); });
  page.on("request", (r) => { if (!r.url().startsWith(admin)) wrong.push("the page asks for " + r.url()); });
  await page.goto(admin + "/");
  return page;
}
const enter = async (page, text) => { await page.fill("#token", text); await page.keyboard.press("Enter"); };

// Relative luminance and contrast as WCAG 2 defines them, of an element's text against what is behind it.
const contrast = (page, selector) => page.$eval(selector, (element) => {
  const numbers = (color) => (color.match(/[\d.]+/g) || []).map(Number);
  const light = (color) => {
    const [r, g, b] = numbers(color).map((x) => (x /= 255) <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  while (behind && (numbers(getComputedStyle(behind).backgroundColor)[3] === 0)) behind = behind.parentElement;
  const front = getComputedStyle(element).color, back = getComputedStyle(behind || document.body).backgroundColor;
  const a = light(front), b = light(back);
  return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), front + " on " + back];
});

async function readable(page, scheme, selector) {
  const [ratio, colors] = await contrast(page, selector);
  check(`${scheme}: ${selector} is readable: ${ratio.toFixed(2)}, ${colors}`, ratio >= 4.5);
}

// ── at a desk ──
const page = await open({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
check("the door is open at first", await page.isVisible("#token") && !(await page.isVisible("#inside")));
await enter(page, "wrong");
await page.waitForFunction(() => /not known/.test(document.querySelector("#said").textContent));
check("a wrong token is said to be one", await page.isVisible("#token"));
await enter(page, token);
await page.waitForSelector("#functions button");
check("a good token opens", !(await page.isVisible("#token")));
const names = await page.$$eval("#functions button", (all) => all.map((b) => b.textContent));
check("functions are listed: " + names, names.includes("acme/page") && names.includes("acme/spin"));

// A function, by the keyboard.
await page.focus("#functions button:text-is('acme/page')");
await page.keyboard.press("Enter");
await page.waitForSelector("#versions tr");
check("Enter shows the function", (await page.textContent("#one-name")) === "acme/page");
check("its limits are there", (await page.textContent("#facts")).includes("deadline_ms"));
check("a curve is drawn", (await page.$$("#curve polyline")).length === 1);
await page.waitForTimeout(1500);
check("the focus stays where it was", (await page.evaluate(() => document.activeElement.textContent)) === "acme/page");

// A function's speed over its life.
await page.click("#functions button:text-is('acme/quick')");
await page.waitForFunction(() => document.querySelectorAll("#life rect").length >= 5);
check("the life's curve says what it shows", /us for the first request, .* us since request 32/.test(await page.getAttribute("#life", "aria-label")));
await page.screenshot({ path: pictures + "/desk-life.png", fullPage: true });
await page.click("#functions button:text-is('acme/page')");
await page.waitForFunction(() => document.querySelector("#one-name").textContent === "acme/page" && document.querySelectorAll("#life rect").length === 0);
check("one without answers has none", /no request/.test(await page.textContent("#life-said")));

// Make active: back to the version that answers.
const before = await page.request.get(data + "/acme/page");
check("the active version fails", before.status() === 500);
await page.click("#versions button:text-is('Make active')");
await page.waitForFunction(() => /is at v1/.test(document.querySelector("#said").textContent));
const after = await page.request.get(data + "/acme/page");
check("Make active makes it active", after.status() === 200 && (await after.text()) === "one");

// Kill: what spins is shown with its stack, and ends.
const spinning = page.request.get(data + "/acme/spin", { timeout: 60000 });
await page.waitForSelector("#stuck button", { timeout: 30000 });
// A busy machine may not have let it run yet when it was first asked.
await page.waitForFunction(() => /main.lua/.test(document.querySelector("#stuck pre")?.textContent ?? ""), null, { timeout: 20000 }).catch(() => {});
check("the stack is shown", (await page.textContent("#stuck pre")).includes("main.lua"));
await page.screenshot({ path: pictures + "/desk-light.png", fullPage: true });
await page.click("#stuck button");
const killed = await spinning;
check("Kill ends the request", killed.status() === 503 && (await killed.json()).error.code === "killed");
await page.waitForFunction(() => /nothing/.test(document.querySelector("#stuck").textContent));
check("the log has lines", (await page.$$("#log tr")).length > 0);
check("the state is told", /running/.test(await page.textContent("#state")));

// The function's name again closes it.
await page.click("#functions button:text-is('acme/page')");
await page.waitForFunction(() => document.querySelector("#one").hidden);
check("the second click closes the function", true);
await page.reload();
await page.waitForSelector("#functions button");
check("the token is kept in the tab", true);
for (const selector of ["body", "#functions button", "th", "#state"])
  await readable(page, "light", selector);

// ── a telephone, dark ──
const phone = await open({ viewport: { width: 360, height: 740 }, colorScheme: "dark", hasTouch: true, isMobile: true });
await enter(phone, token);
await phone.waitForSelector("#functions button");
await phone.tap("#functions button:text-is('acme/page')");
await phone.waitForSelector("#versions tr");
const [wide, room] = await phone.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
check(`nothing is wider than the telephone (${wide} of ${room})`, wide <= room);
for (const selector of ["body", "#functions button", "th", "#state"])
  await readable(phone, "dark", selector);
await phone.screenshot({ path: pictures + "/phone-dark.png", fullPage: true });
const light = await open({ viewport: { width: 360, height: 740 }, colorScheme: "light", isMobile: true });
await enter(light, token);
await light.waitForSelector("#functions button");
await light.screenshot({ path: pictures + "/phone-light.png", fullPage: true });

check("no errors: " + wrong.join("; "), wrong.length === 0);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
