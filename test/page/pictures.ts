import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const folder = resolve(import.meta.dirname, 'pictures');

/** Debian's fonts-dejavu-core, in which the pictures were taken: other fonts give other pictures. */
export const pictureFont = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';

/** Pixels of which a channel is farther off than this count as other, and so many of a thousand may be. */
const maxChannel = 48;
const maxPerMille = 1;

/**
 * Compares what a page shows with the stored picture of this name; undefined where it is as stored, else why not. With `PICTURES=write` the
 * picture is stored.
 */
export async function unlikePicture(page: Page, name: string): Promise<string | undefined> {
  await page.evaluate(
    `{ const sheet = new CSSStyleSheet();
       sheet.replaceSync(':root { --font: "DejaVu Sans"; --mono: "DejaVu Sans Mono"; } * { caret-color: transparent !important; }');
       document.adoptedStyleSheets = [sheet]; }`,
  );
  await page.evaluate(
    'document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))',
  );
  const shot = await page.screenshot();
  const file = join(folder, `${name}.png`);
  if (process.env['PICTURES'] === 'write') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, shot);
    return undefined;
  }
  if (!existsSync(file)) return `there is no picture ${name}: PICTURES=write takes it`;
  const perMille = await differing(page, shot, readFileSync(file));
  if (perMille <= maxPerMille) return undefined;
  const now = join(tmpdir(), `slipway-${name}.png`);
  writeFileSync(now, shot);
  return `${name}: ${perMille.toFixed(1)} ‰ of its pixels are other; as it is now: ${now}; PICTURES=write stores it`;
}

/** How many of a thousand pixels of two pictures differ, judged by the browser; 1000 where their sizes do. */
async function differing(page: Page, ...pictures: readonly Buffer[]): Promise<number> {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate<number>(`(async () => {
      const [a, b] = await Promise.all(${JSON.stringify(pictures.map((picture) => picture.toString('base64')))}.map(async (text) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      }));
      if (a.width !== b.width || a.height !== b.height) return 1000;
      let other = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        const off = Math.max(...[0, 1, 2].map((channel) => Math.abs(a.data[at + channel] - b.data[at + channel])));
        if (off > ${maxChannel}) other += 1;
      }
      return (other * 1000) / (a.width * a.height);
    })()`);
  } finally {
    await blank.close();
  }
}
