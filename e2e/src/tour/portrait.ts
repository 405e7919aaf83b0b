import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';

const run = promisify(execFile);
const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES = 12;

/** How a drawn person before a camera looks. Colours are CSS colours. */
export interface Looks {
  readonly wall: readonly [from: string, to: string];
  readonly shirt: string;
  readonly skin: string;
  readonly hair: string;
  readonly longHair?: boolean;
  /** A sign on the wall behind. */
  readonly scroll?: string;
}

/** One frame; `turn` runs from 0 to 1 and comes round again. */
function frame({ wall, shirt, skin, hair, longHair = false, scroll }: Looks, turn: number): string {
  const sway = Math.sin(turn * 2 * Math.PI) * 7;
  const blink = turn > 0.9 ? 1 : 8;
  const locks = longHair
    ? `<path d="M498 330 Q470 520 520 600 L760 600 Q810 520 782 330 Z" fill="${hair}"/>`
    : '';
  const sign = scroll
    ? `<rect x="960" y="90" width="150" height="400" fill="#f3ead8"/><rect x="950" y="80" width="170" height="14" fill="#5b4632"/>
       <text x="1035" y="250" font-size="120" text-anchor="middle" font-family="Noto Serif CJK KR" font-weight="700" fill="#2b2622">${scroll[0] ?? ''}</text>
       <text x="1035" y="400" font-size="120" text-anchor="middle" font-family="Noto Serif CJK KR" font-weight="700" fill="#2b2622">${scroll[1] ?? ''}</text>
       <rect x="1060" y="440" width="30" height="30" fill="#b8321f"/>`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <defs><linearGradient id="wall" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="${wall[0]}"/><stop offset="1" stop-color="${wall[1]}"/></linearGradient></defs>
    <rect width="${WIDTH}" height="${HEIGHT}" fill="url(#wall)"/>${sign}
    <g transform="translate(${sway} ${Math.abs(sway) / 3})">${locks}
      <path d="M330 720 Q350 560 540 530 L740 530 Q930 560 950 720 Z" fill="${shirt}"/>
      <rect x="585" y="455" width="110" height="110" rx="50" fill="${skin}" filter="brightness(.93)"/>
      <ellipse cx="640" cy="350" rx="130" ry="158" fill="${skin}"/>
      <path d="M506 345 Q500 170 640 172 Q780 170 774 345 Q760 250 640 248 Q520 250 506 345 Z" fill="${hair}"/>
      <ellipse cx="590" cy="352" rx="10" ry="${blink}" fill="#2b2622"/><ellipse cx="690" cy="352" rx="10" ry="${blink}" fill="#2b2622"/>
      <path d="M600 424 Q640 ${452 + sway / 2} 680 424" stroke="#8c3b2e" stroke-width="7" fill="none" stroke-linecap="round"/>
    </g></svg>`;
}

/** Draws a person into a file that Chromium takes for a camera (`--use-file-for-fake-video-capture`). @returns its path */
export async function paintPortrait(browser: Browser, looks: Looks, file: string): Promise<string> {
  const frames = `${file}.frames`;
  await mkdir(frames, { recursive: true });
  const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
  for (let nth = 0; nth < FRAMES; nth++) {
    await page.setContent(`<style>body{margin:0}</style>${frame(looks, nth / FRAMES)}`);
    await writeFile(join(frames, `${String(nth).padStart(2, '0')}.png`), await page.screenshot());
  }
  await page.close();
  const path = `${file}.mjpeg`;
  const input = ['-framerate', '12', '-i', join(frames, '%02d.png')];
  await run('ffmpeg', ['-loglevel', 'error', '-y', ...input, '-pix_fmt', 'yuvj420p', '-q:v', '4', path]);
  return path;
}
