import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { launchChromium } from '@seodang/testing/chromium';
import type { Browser, Page } from 'playwright-core';
import type { Figure } from '../run/report.js';
import { quantile } from '../run/statistics.js';
import { MediaNode } from './servers.js';

const PAGE_PORT = 12445;
const TARGET_MS = 1500;
/**
 * From the click on join to the first decoded frame of a publisher who is there already, with the unmodified
 * openvidu-browser in Chromium. The joining side publishes its own camera too, as in a lesson.
 */
export async function measureFirstFrame({ joins }: { joins: number }): Promise<Figure[]> {
  const node = await MediaNode.start();
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const session = await node.openvidu.createSession();
    const newToken = async () => (await session.createConnection()).token;
    const presenter = await openPage(browser);
    await presenter.evaluate(`present(${JSON.stringify(await newToken())})`);
    const student = await openPage(browser);
    const [frames, loops]: [number[], number[]] = [[], []];
    while (frames.length < joins) {
      frames.push(await timeClick(student, { name: 'Join', argument: await newToken() }));
      loops.push(await timeClick(student, { name: 'Loop' }));
    }
    return [figureOf(frames, loops)];
  } finally {
    await browser.close();
    pages.close();
    await node.stop();
  }
}

function figureOf(frames: readonly number[], loops: readonly number[]): Figure {
  return {
    name: `click on join to first remote frame, p95 of ${frames.length}`,
    unit: 'ms',
    value: quantile(frames, 0.95),
    baseline: { name: 'two peers in one page p95', value: quantile(loops, 0.95) },
    target: { value: TARGET_MS },
    samples: frames,
  };
}

/** Prepares, clicks the button of that name, and gives the milliseconds from the click to the frame. */
async function timeClick(
  page: Page,
  { name, argument }: { name: string; argument?: string },
): Promise<number> {
  await page.evaluate(`prepare${name}(${JSON.stringify(argument ?? null)})`);
  await page.getByRole('button', { name }).click();
  return page.evaluate<number>(`finish${name}()`);
}

async function openPage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => {
    console.error(error);
  });
  await page.goto(`http://localhost:${PAGE_PORT}/`);
  return page;
}

async function servePages(): Promise<Server> {
  const require = createRequire(import.meta.url);
  const sdk = require.resolve('openvidu-browser/package.json');
  const script = await readFile(new URL('static/js/openvidu-browser-2.32.2.min.js', `file://${sdk}`));
  const html = await readFile(new URL('./first-frame.html', import.meta.url));
  const server = createServer((request, response) => {
    const isScript = request.url === '/openvidu-browser.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : html);
  });
  server.listen(PAGE_PORT, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
