// A report in a real browser: nothing it says or loads is wrong, on a phone and on a screen, in light and dark.
//
//   node browser.mjs REPORT.html [FOLDER FOR SCREENSHOTS]
//
// The browser is the one named in CHROMIUM, or the one that the package @sparticuz/chromium carries.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [report, screenshots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems = [];
const demand = (holds, what) => holds || problems.push(what);

const browser = await launch();
const page = await browser.newPage();
const url = pathToFileURL(report).href;
let requests = [];
page.on("console", (message) => problems.push(`console ${message.type()}: ${message.text()}`));
page.on("pageerror", (error) => problems.push(`error in the page: ${error}`));
page.on("dialog", (dialog) => problems.push(`a dialog: ${dialog.message()}`) && dialog.dismiss());
page.on("request", (request) => requests.push(request.url()));

demand(readFileSync(report).length < 2_000_000, "the page is larger than 2 MB");
const grounds = new Set();
for (const [width, height] of [[360, 740], [1280, 900]]) {
  for (const scheme of ["light", "dark"]) {
    const where = `${width} px, ${scheme}`;
    await page.setViewport({ width, height, deviceScaleFactor: width < 500 ? 2 : 1, isMobile: width < 500 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    requests = [];
    await page.goto(url, { waitUntil: "load" });
    if (screenshots) {
      await page.screenshot({ path: join(screenshots, `${width}-${scheme}-top.png`) });
    }
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    const seen = await page.evaluate(look);
    grounds.add(seen.ground);
    for (const problem of seen.problems) {
      problems.push(`${where}: ${problem}`);
    }
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations", "passes"] }));
    for (const rule of found.violations) {
      const nodes = rule.nodes.slice(0, 3).map((node) => `${node.target} (${node.any[0]?.message ?? node.failureSummary})`);
      problems.push(`${where}: axe ${rule.id}, ${rule.nodes.length} times: ${rule.help}: ${nodes.join("; ")}`);
    }
    demand(found.passes.length > 15, `${where}: axe checked only ${found.passes.length} rules`);
    demand(requests.length === 1 && requests[0] === url, `${where}: asked for ${requests.slice(0, 5)}`);
    if (screenshots) {
      await page.screenshot({ path: join(screenshots, `${width}-${scheme}.png`), fullPage: true });
    }
  }
}
demand(grounds.size === 2, "light and dark have the same ground");
await keyboard();
await browser.close();

if (problems.length > 0) {
  console.error([...new Set(problems)].join("\n"));
  process.exit(1);
}
console.log(`${report}: well on a phone and on a screen, in light and dark`);

/** Looks at the page from inside; all details are open. */
function look() {
  const problems = [];
  const demand = (holds, what) => holds || problems.push(what);
  const root = document.documentElement;
  demand(root.scrollWidth <= root.clientWidth, `the page is ${root.scrollWidth} px wide, the window ${root.clientWidth}`);
  for (const element of document.querySelectorAll("body *")) {
    const { right, left, width } = element.getBoundingClientRect();
    const outside = width > 1 && (right > root.clientWidth + 1 || left < -1) && !element.closest(".scroll, .skip");
    demand(!outside, `${element.tagName}.${element.className?.baseVal ?? element.className} reaches to ${left}..${right}`);
  }
  const plots = [...document.querySelectorAll("svg")];
  demand(plots.length > 20, `only ${plots.length} plots`);
  for (const plot of plots) {
    const { width, height } = plot.getBoundingClientRect();
    demand(width > 100 && height >= 8, `a plot of ${width} by ${height} px`);
    const marks = [...plot.querySelectorAll("rect")].map((mark) => mark.getBoundingClientRect());
    demand(marks.some((mark) => mark.width > 0.5 && mark.height > 0.5), `a plot without a mark: ${plot.outerHTML.slice(0, 200)}`);
    demand(plot.getAttribute("aria-hidden") === "true" || plot.getAttribute("aria-label"), "a plot without a name");
  }
  const samples = [...document.querySelectorAll(".side > p")];
  demand(samples.length > 10, `only ${samples.length} samples`);
  for (const sample of samples) {
    demand(sample.innerText.trim().length > 0, "a sample without text");
    const { direction, unicodeBidi } = getComputedStyle(sample);
    const first = sample.textContent.match(/\p{L}/u)?.[0] ?? "a";
    const expected = /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(first) ? "rtl" : "ltr";
    demand(direction === expected, `a sample in the direction ${direction}: ${sample.innerText.slice(0, 60)}`);
    demand(unicodeBidi === "isolate" || unicodeBidi === "plaintext", `a sample that is not isolated: ${unicodeBidi}`);
  }
  demand(samples.some((sample) => getComputedStyle(sample).direction === "rtl"), "no sample from right to left");
  demand(samples.some((sample) => sample.lang.startsWith("ar")), "no sample in Arabic");
  for (const mark of document.querySelectorAll(".side del, .side ins")) {
    demand(getComputedStyle(mark).textDecorationLine !== "none", "a change that only its colour tells");
  }
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1]));
  levels.forEach((level, n) => demand(level <= (levels[n - 1] ?? 0) + 1, `heading ${n} jumps to level ${level}`));
  demand(document.scripts.length === 0 && !document.querySelector("[onerror], [onload], iframe, img, link"), "markup of a document");
  demand(document.querySelector("h1").innerText === "<run>.jsonl", "hostile text is not shown as text");
  // axe leaves out what lies in something that scrolls or on a ground that is mixed from two colours.
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const paint = (...colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(".skip")) {
      continue;
    }
    texts += 1;
    const grounds = [];
    for (let above = element; above; above = above.parentElement) {
      grounds.unshift(getComputedStyle(above).backgroundColor);
    }
    const { color, fill } = getComputedStyle(element);
    const [ground, text] = [paint(...grounds), paint(...grounds, element.namespaceURI.endsWith("svg") ? fill : color)].map(luminance);
    const contrast = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
    demand(contrast >= 4.5, `contrast of only ${contrast.toFixed(2)}: ${walker.currentNode.data.slice(0, 40)}`);
  }
  demand(texts > 500, `only ${texts} texts`);
  return { problems, ground: getComputedStyle(document.body).backgroundColor };
}

/** The page can be used with the keys alone. */
async function keyboard() {
  await page.goto(url);
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => {
    const { left, width } = document.activeElement.getBoundingClientRect();
    return { text: document.activeElement.innerText, seen: left >= 0 && width > 10 };
  });
  demand(first.seen && first.text.startsWith("Skip"), `the first stop of the tab key is ${JSON.stringify(first)}`);
  await page.keyboard.press("Enter");
  demand(await page.evaluate(() => document.activeElement.id === "main"), "the skip link leads nowhere");
  const open = () => page.evaluate(() => document.querySelector("main details").open);
  const before = await open();
  await page.focus("main details > summary");
  await page.keyboard.press("Enter");
  demand((await open()) !== before, "the Enter key does not open what is folded");
}

async function launch() {
  const args = ["--no-sandbox", "--hide-scrollbars", "--font-render-hinting=none"];
  if (process.env.CHROMIUM) {
    return puppeteer.launch({ executablePath: process.env.CHROMIUM, args, headless: true });
  }
  // With this set, the package unpacks the libraries that a bare system lacks, and uses them.
  process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
  if (existsSync("/etc/fonts/fonts.conf")) {
    process.env.FONTCONFIG_PATH = "/etc/fonts";
  }
  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  return puppeteer.launch({ executablePath, args: [...chromium.args, ...args], headless: "shell" });
}
