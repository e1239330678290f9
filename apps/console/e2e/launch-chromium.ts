import process from 'node:process';
import { type Browser, chromium } from 'playwright';
import { findChromium } from './find-chromium.ts';

const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { width: 1440, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;

/** Starts a browser that talks to nobody but the pages it is given. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(process.env), args: CHROMIUM_FLAGS });
}
