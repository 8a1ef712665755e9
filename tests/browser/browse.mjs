// Opens pages in Chromium and writes down what is there. It judges nothing.
//
// The first argument names a file with {"tools", "pages": [{"url", "pdf", "facts"}]}: the folder of the libraries, and for
// each page its address, the file to print it to, and the file for what is found.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { tools, pages } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(`${tools}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const facts = readFileSync(new URL("facts.js", import.meta.url), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };
const AT_ONCE = 3;

/** The rules that ask for colours, which are all that is different in the dark. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds on a page as it is shown now. */
function accessibility(page, runOnly = TAGS) {
  return page.evaluate(async (runOnly) => {
    const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      places: nodes.map(({ target, html, any }) => `${target}: ${html.slice(0, 120)} ${any[0]?.message ?? ""}`),
    }));
  }, runOnly);
}

async function visit(context, { url, pdf, facts: file }) {
  const page = await context.newPage();
  const found = { requests: [], said: [] };
  page.on("request", (request) => request.url() === url || found.requests.push(request.url()));
  page.on("console", (message) => found.said.push(message.text()));
  page.on("pageerror", (error) => found.said.push(String(error)));
  page.on("dialog", (dialog) => (found.said.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  try {
    await page.goto(url);
    await page.evaluate(axe);
    await page.evaluate(facts);
    found.light = await accessibility(page);
    found.markup = await page.evaluate("facts.markup()");
    found.charts = await page.evaluate("facts.charts()");
    found.screen = await page.evaluate("facts.screen()");
    await page.emulateMedia({ colorScheme: "dark" });
    found.dark = await accessibility(page, COLOURS);
    found.dark_charts = await page.evaluate("facts.charts()");
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(PHONE);
    found.narrow = await accessibility(page);
    found.wide = await page.evaluate("facts.wide()");
    await page.emulateMedia({ media: "print" });
    const { width, height } = await page.evaluate("facts.paper()");
    await page.setViewportSize({ width: Math.floor(width), height: Math.floor(height) });
    found.paper = { height, ...(await page.evaluate("facts.printed()")) };
    await page.emulateMedia({ media: null });
    await page.setViewportSize(DESK);
    await page.pdf({ path: pdf, preferCSSPageSize: true, tagged: true });
  } finally {
    await page.close();
  }
  writeFileSync(file, JSON.stringify(found));
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", chromiumSandbox: false });
const context = await browser.newContext({ viewport: DESK, colorScheme: "light" });
const todo = pages[Symbol.iterator]();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const page of todo) await visit(context, page);
  }),
);
await browser.close();
