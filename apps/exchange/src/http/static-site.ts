/**
 * The built console, read into memory once. A request is looked up in a map of the files that exist, so no path
 * that somebody makes up can lead anywhere else.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contentSecurityPolicy } from './page-security.ts';

/** A built console is about 2 MB; a folder that is much larger is not one. */
const SITE_BYTES_MAX = 64 * 1024 * 1024;
/** Smaller answers are not worth packing. */
const GZIP_BYTES_MIN = 1_024;
/** The build puts a hash of the content into every name below this folder. */
const HASHED_FOLDER = '/_next/static/';

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
]);
const PACKED_TYPES: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.json', '.txt', '.svg']);

export interface StaticFile {
  readonly content: Buffer;
  /** The same packed; null when that does not pay. */
  readonly packed: Buffer | null;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly entityTag: string;
  /** Null for what is no page. */
  readonly contentSecurityPolicy: string | null;
}

export interface StaticSite {
  /** The file of a request path (as sent, without the query); null when there is none. */
  find(path: string): StaticFile | null;
  readonly notFoundPage: StaticFile;
}

/** Reads a folder with a built site; null when there is no page in it. */
export function readStaticSite(folder: string): StaticSite | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const files = new Map<string, StaticFile>();
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // Links are left out: what is served lies in the folder itself.
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    bytes += content.length;
    if (bytes > SITE_BYTES_MAX)
      throw new Error(`${folder}: more than ${SITE_BYTES_MAX} bytes; expected a built console`);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, staticFile(path, content));
  }
  return {
    find: (path) => findFile(files, path),
    notFoundPage: files.get('/404.html') ?? messagePage('Not found', 'There is no such page here.'),
  };
}

/** A site that says what is missing, for a process that is started before the console was built. */
export function unbuiltSite(): StaticSite {
  const page = messagePage(
    'The console is not built yet',
    'The exchange runs, and bots can trade. Build the console with <code>npm run build -w apps/console</code>, then start the exchange again; <code>npm start</code> does both.',
  );
  return { find: (path) => (path === '/' ? page : null), notFoundPage: page };
}

function findFile(files: ReadonlyMap<string, StaticFile>, rawPath: string): StaticFile | null {
  const path = decodePath(rawPath);
  if (path === null) return null;
  const candidates = path.endsWith('/')
    ? [`${path}index.html`, `${path.slice(0, -1)}.html`]
    : [path, `${path}.html`, `${path}/index.html`];
  for (const candidate of candidates) {
    const file = files.get(candidate);
    if (file !== undefined) return file;
  }
  return null;
}

function decodePath(rawPath: string): string | null {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return null;
  }
}

function staticFile(path: string, content: Buffer): StaticFile {
  const extension = extname(path).toLowerCase();
  const isHashed = path.split(sep).join('/').includes(HASHED_FOLDER);
  const isPacked = PACKED_TYPES.has(extension) && content.length >= GZIP_BYTES_MIN;
  return {
    content,
    packed: isPacked ? gzipSync(content) : null,
    contentType: CONTENT_TYPES.get(extension) ?? 'application/octet-stream',
    cacheControl: isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    entityTag: `"${createHash('sha256').update(content).digest('base64url')}"`,
    contentSecurityPolicy: extension === '.html' ? contentSecurityPolicy(content.toString('utf8')) : null,
  };
}

function messagePage(title: string, sentence: string): StaticFile {
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Spillway</title></head>
<body><main><h1>${title}</h1><p>${sentence}</p></main></body>
</html>
`;
  return staticFile('/message.html', Buffer.from(html, 'utf8'));
}
