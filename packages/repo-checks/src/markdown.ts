/** A fenced block of code in a Markdown text. */
export interface FencedBlock {
  /** What stands behind the opening fence, such as `sh`. */
  readonly info: string;
  readonly lines: readonly string[];
  /** Line of the opening fence, from 1. */
  readonly lineNumber: number;
}

/** A link in a Markdown text. */
export interface MarkdownLink {
  readonly target: string;
  readonly lineNumber: number;
}

interface MarkdownParts {
  readonly blocks: readonly FencedBlock[];
  /** The lines outside fenced blocks; those inside are empty, so that numbers stay. */
  readonly prose: readonly string[];
}

/** Every fenced block, in order. */
export function fencedBlocks(text: string): readonly FencedBlock[] {
  return splitMarkdown(text).blocks;
}

/** Every link and picture of the text, and every link that its definitions name; code is not looked at. */
export function markdownLinks(text: string): readonly MarkdownLink[] {
  return splitMarkdown(text).prose.flatMap((line, index) => {
    const withoutCode = line.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
    const inline = [...withoutCode.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
    const definitions = [...withoutCode.matchAll(/^\s{0,3}\[[^\]]+\]:\s*(\S+)/g)];
    return [...inline, ...definitions].map((match) => ({ target: match[1] ?? '', lineNumber: index + 1 }));
  });
}

/** The names under which the headings of a text can be linked to, as GitHub makes them. */
export function headingAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of splitMarkdown(text).prose) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading !== undefined) {
      const slug = slugOf(heading);
      let anchor = slug;
      for (let repetition = 1; anchors.has(anchor); repetition += 1) {
        anchor = `${slug}-${repetition}`;
      }
      anchors.add(anchor);
    }
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function splitMarkdown(text: string): MarkdownParts {
  const blocks: FencedBlock[] = [];
  const prose: string[] = [];
  let open: { fence: string; info: string; lines: string[]; lineNumber: number } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const fence = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/.exec(line);
    if (open === undefined && fence !== null) {
      open = { fence: fence[1] ?? '', info: (fence[2] ?? '').trim(), lines: [], lineNumber: index + 1 };
    } else if (open !== undefined && fence?.[2] === '' && (fence[1] ?? '').startsWith(open.fence)) {
      blocks.push({ info: open.info, lines: open.lines, lineNumber: open.lineNumber });
      open = undefined;
    } else {
      open?.lines.push(line);
      prose.push(open === undefined ? line : '');
      continue;
    }
    prose.push('');
  }
  return { blocks, prose };
}
