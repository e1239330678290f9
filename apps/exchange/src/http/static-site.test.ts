import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openExchange } from '../exchange.fixture.ts';
import { readStaticSite, unbuiltSite } from './static-site.ts';

const SCRIPT = 'self.__data=[1,"</scr"+"ipt>"]';
const PAGE = `<!DOCTYPE html><html><head><script src="/_next/static/chunks/a.js" async=""></script><style>p{margin:0}</style></head>
<body><p>cascade</p><script>${SCRIPT}</script><script id="_R_">second()</script></body></html>`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

let folder: string;
let site: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spillway-site-'));
  site = join(folder, 'out');
  mkdirSync(join(site, '_next/static/chunks'), { recursive: true });
  mkdirSync(join(site, 'guide'), { recursive: true });
  writeFileSync(join(site, 'index.html'), PAGE);
  writeFileSync(join(site, '404.html'), '<!DOCTYPE html><title>Lost</title>');
  writeFileSync(join(site, 'about.html'), '<!DOCTYPE html><title>About</title>');
  writeFileSync(join(site, 'guide/index.html'), '<!DOCTYPE html><title>Guide</title>');
  writeFileSync(join(site, '_next/static/chunks/a.js'), `// ${'x'.repeat(3_000)}`);
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('a built site', () => {
  test('finds pages with and without their extension, and nothing outside of the folder', () => {
    const found = readStaticSite(site);
    expect(found?.find('/')?.contentType).toBe('text/html; charset=utf-8');
    for (const path of ['/about', '/about.html', '/guide', '/guide/', '/index.html']) {
      expect(found?.find(path), path).not.toBeNull();
    }
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/guide/../../secret.txt',
      '/link.txt',
      '//etc/passwd',
      '/%00',
      '/%zz',
      '/__proto__',
      '/about/',
    ]) {
      expect(found?.find(path)?.content.toString() ?? '', path).not.toContain('secret');
    }
    expect(found?.find('/link.txt')).toBeNull();
    expect(found?.find('/%zz')).toBeNull();
  });

  test('keeps hashed files for ever and asks again for pages', () => {
    const found = readStaticSite(site);
    expect(found?.find('/_next/static/chunks/a.js')?.cacheControl).toBe(
      'public, max-age=31536000, immutable',
    );
    expect(found?.find('/')?.cacheControl).toBe('no-cache');
  });

  test('a folder without a page is no site', () => {
    expect(readStaticSite(folder)).toBeNull();
    expect(readStaticSite(join(folder, 'missing'))).toBeNull();
    expect(unbuiltSite().find('/')?.content.toString()).toContain('npm run build -w apps/console');
  });
});

describe('over HTTP', () => {
  test('a page carries a policy with the hash of every inline script, and no way around it', async () => {
    const { url } = await openExchange({ siteFolder: site });
    const response = await fetch(url);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(await response.text()).toBe(PAGE);
    expect(policy).toContain(`script-src 'self' 'sha256-${sha256(SCRIPT)}' 'sha256-${sha256('second()')}';`);
    expect(policy).toContain(`style-src 'self' 'sha256-${sha256('p{margin:0}')}';`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  test('a missing page is 404 with the page of the site', async () => {
    const { url } = await openExchange({ siteFolder: site });
    const response = await fetch(`${url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Lost');
  });

  test('an unchanged page is 304, a packed one unpacks to the same', async () => {
    const { url } = await openExchange({ siteFolder: site });
    const first = await fetch(url);
    const tag = first.headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    const script = readStaticSite(site)?.find('/_next/static/chunks/a.js');
    const packed = script?.packed ?? Buffer.alloc(0);
    expect(packed.length).toBeLessThan(script?.content.length ?? 0);
    expect(gunzipSync(packed)).toEqual(script?.content);
    const response = await fetch(`${url}/_next/static/chunks/a.js`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe(script?.content.toString());
  });

  test('nothing can be sent to a page', async () => {
    const { url } = await openExchange({ siteFolder: site });
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  test('health says how the run is, to programs', async () => {
    const { url } = await openExchange({ siteFolder: site });
    const response = await fetch(`${url}/health`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      status: 'ok',
      haltReason: null,
      scenario: 'load-test',
      seed: '7',
      phase: 'ready',
      seats: 0,
      connections: 0,
    });
  });

  test('without a console the exchange says how to build it', async () => {
    const { url } = await openExchange({ siteFolder: folder });
    expect(await (await fetch(url)).text()).toContain('npm run build -w apps/console');
  });
});
