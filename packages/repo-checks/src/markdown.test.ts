import { describe, expect, test } from 'vitest';
import { fencedBlocks, headingAnchors, markdownLinks } from './markdown.ts';

const TEXT = `# Title, with \`code\`

See [the map](docs/map.md#top), ![a picture](a.png "Title") and \`[not](this)\`.

\`\`\`sh
npm start
[nor](this)
\`\`\`

## Twice
## Twice
### [Linked](x.md) heading & more

[later]: docs/later.md
`;

describe('what is read from Markdown', () => {
  test('fenced blocks, with what is said of them and where they are', () => {
    expect(fencedBlocks(TEXT)).toEqual([{ info: 'sh', lines: ['npm start', '[nor](this)'], lineNumber: 5 }]);
  });

  test('a longer fence holds a shorter one', () => {
    expect(fencedBlocks('````md\n```sh\n```\n````\n')).toEqual([
      { info: 'md', lines: ['```sh', '```'], lineNumber: 1 },
    ]);
  });

  test('links, pictures and definitions, but not code', () => {
    expect(markdownLinks(TEXT)).toEqual([
      { target: 'docs/map.md#top', lineNumber: 3 },
      { target: 'a.png', lineNumber: 3 },
      { target: 'x.md', lineNumber: 12 },
      { target: 'docs/later.md', lineNumber: 14 },
    ]);
  });

  test('anchors as GitHub makes them', () => {
    expect([...headingAnchors(TEXT)]).toEqual([
      'title-with-code',
      'twice',
      'twice-1',
      'linked-heading--more',
    ]);
  });
});
