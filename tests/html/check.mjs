// Opens pages in a browser, as large as a phone, a tablet and a desk, by day, by night and on paper.
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, folder] = process.argv.slice(2);
const pictures = process.env.MILEPOST_PICTURES && resolve(process.env.MILEPOST_PICTURES);
if (pictures) mkdirSync(pictures, { recursive: true });
const problems = [];

// Run in the page: what a reader, or a screen reader, would miss.
const look = () => {
  const found = [];
  if (window.obeyed) found.push('a text was obeyed');
  if (document.documentElement.scrollWidth > innerWidth) {
    found.push(`it is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
  }
  if (document.documentElement.lang !== 'en' || !document.title.trim()) found.push('it has no language or no title');
  if (document.querySelector('script, iframe, form, img, object, embed')) found.push('it holds what it should not');
  for (const link of document.links) {
    const to = link.getAttribute('href');
    if (!/^#/.test(to) && !/^https:\/\/github\.com\/acme\/programs\/commit\/[0-9a-f]{40}$/.test(to)) found.push(`it links to ${to}`);
    if (to.startsWith('#') && !document.getElementById(to.slice(1))) found.push(`nothing is at ${to}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  if (new Set(ids).size < ids.length) found.push('an id stands twice');
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) found.push(`"${heading.textContent}" skips a level`);
    level = own;
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('it has not one first heading');
  for (const table of document.querySelectorAll('table')) {
    if (!table.querySelector('thead th[scope=col]')) found.push('a table has no heads');
  }
  for (const drawing of document.querySelectorAll('svg')) {
    const whole = drawing.closest('[aria-hidden=true], [aria-label], [role=img]');
    const names = whole?.getAttribute('aria-labelledby')?.split(' ') ?? [];
    if (!whole || names.some((name) => !document.getElementById(name)?.textContent.trim())) found.push('a drawing is neither named nor hidden');
  }
  for (const chart of document.querySelectorAll('.trend')) {
    const lines = chart.querySelectorAll('path:not(.now)').length;
    if (!lines || chart.querySelectorAll('li > .letter').length !== lines) found.push('a chart and its words tell of other milestones');
    for (const name of chart.querySelectorAll('.plot text')) {
      const { left, right } = name.getBoundingClientRect();
      if (left < 0 || right > innerWidth) found.push(`"${name.textContent}" of a chart is outside of the window`);
    }
  }
  for (const drawing of document.querySelectorAll('.milepost-waits')) {
    if (!drawing.closest('[role=region][aria-label][tabindex="0"]')) found.push('a drawing scrolls in a box without a name');
    const whole = drawing.getBoundingClientRect();
    const labels = [...drawing.querySelectorAll('.mark text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    for (const [at, [words, one]] of labels.entries()) {
      if (one.left < whole.left || one.right > whole.right) found.push(`"${words}" is outside of its drawing`);
      for (const [others, other] of labels.slice(at + 1)) {
        const isApart = one.right <= other.left || other.right <= one.left || one.bottom <= other.top + 4 || other.bottom <= one.top + 4;
        if (!isApart) found.push(`"${words}" lies on "${others}"`);
      }
    }
  }
  // Contrast as WCAG 2 reckons it.
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((value) => value / 255).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const seen = new Set();
  for (const element of document.body.querySelectorAll('*')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || ['title', 'desc'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const isDrawn = element.namespaceURI.endsWith('svg');
    // The names of months stand on the days of a freeze too.
    const freeze = element.closest('.months') && document.querySelector('#grid rect');
    const grounds = [behind(isDrawn ? element.closest('div') : element), ...(freeze ? [getComputedStyle(freeze).fill] : [])];
    for (const ground of grounds) {
      const [one, other] = [light(isDrawn ? style.fill : style.color), light(ground)].sort((a, b) => b - a);
      const ratio = (one + 0.05) / (other + 0.05);
      const what = `${element.tagName.toLowerCase()}.${element.getAttribute('class')} has contrast ${ratio.toFixed(2)}`;
      if (ratio < 4.5 && !seen.has(what)) found.push(what);
      seen.add(what);
    }
  }
  return found;
};

const root = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] });
for (const name of readdirSync(folder).sort()) {
  const file = join(folder, name);
  const url = pathToFileURL(file).href;
  const picture = (kind) => pictures && join(pictures, name.replace(/html$/, kind));
  for (const width of [360, 800, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      // By day the page goes without the policy that would stop a script: the text alone must not start one.
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: colorScheme === 'light' });
      const say = (problem) => problems.push(`${name}, ${width} wide, ${colorScheme}: ${problem}`);
      page.on('request', (request) => request.url() !== url && !request.url().startsWith('data:') && say(`it asks for ${request.url()}`));
      page.on('console', (message) => say(`the console says ${message.text()}`));
      page.on('pageerror', (error) => say(`it fails with ${error}`));
      page.on('dialog', (dialog) => (say('it opens a dialog'), dialog.dismiss()));
      await page.goto(url);
      (await page.evaluate(look)).forEach(say);
      if (pictures) await page.screenshot({ path: picture(`${width}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  }
  const page = await browser.newPage({ viewport: { width: 720, height: 900 } });
  await page.goto(url);
  await page.emulateMedia({ media: 'print' });
  (await page.evaluate(look)).forEach((problem) => problems.push(`${name}, on paper: ${problem}`));
  const paper = await page.pdf({ format: 'A4', path: picture('pdf') });
  if (paper.length < 5000) problems.push(`${name}: nothing is printed`);
  await page.close();
  console.log(`${name}: ${Math.ceil(statSync(file).size / 1024)} KiB`);
}
const text = readFileSync(join(folder, 'example.html'), 'utf8');
if (!text.includes('href="https://github.com/acme/programs/commit/')) problems.push('the example links to no commit');
if (text.match(/class="plot"/g)?.length !== 4) problems.push('the example does not draw how four programs moved');
if (!text.includes('class="milepost-waits"')) problems.push('the example does not draw who waits for whom');
if (text.includes('secret')) problems.push('the example shows the credentials of its remote');
const example = Buffer.byteLength(text);
if (example > 150 * 1024) problems.push(`a week of the example takes ${example} bytes`);
await browser.close();
for (const problem of problems) console.error(problem);
console.log(problems.length ? `${problems.length} problems` : 'Every page shows what it holds, and obeys none of it.');
process.exit(problems.length ? 1 : 0);
