import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { headingAnchors, markdownLinks } from './markdown.ts';
import { ROOT, readRepositoryFile, repositoryFiles } from './repository-files.ts';

const texts = repositoryFiles().filter((file) => file.endsWith('.md'));

/** What is wrong with a link of a text; undefined if it leads somewhere. Links to other sites are not followed. */
function brokenLink(file: string, target: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) {
    return undefined;
  }
  const [place = '', anchor] = target.split('#');
  const linked = place === '' ? file : path.posix.join(path.posix.dirname(file), decodeURI(place));
  if (!existsSync(path.join(ROOT, linked))) {
    return `${linked} does not exist`;
  }
  const isChecked = anchor !== undefined && linked.endsWith('.md');
  return isChecked && !headingAnchors(readRepositoryFile(linked)).has(anchor)
    ? `${linked} has no heading for #${anchor}`
    : undefined;
}

describe('links', () => {
  test('are found at all', () => {
    expect(texts.flatMap((file) => markdownLinks(readRepositoryFile(file))).length).toBeGreaterThan(10);
  });

  test.each(texts)('of %s lead somewhere', (file) => {
    const broken = markdownLinks(readRepositoryFile(file)).flatMap(({ target, lineNumber }) => {
      const trouble = brokenLink(file, target);
      return trouble === undefined ? [] : [`${file}:${lineNumber}: ${trouble}`];
    });
    expect(broken).toEqual([]);
  });
});
