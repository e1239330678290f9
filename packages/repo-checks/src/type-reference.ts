import { type ESTree, parseAst } from 'vite';

/** A property of an interface, as a reader of documentation wants it. */
export interface PropertyReference {
  readonly name: string;
  readonly isOptional: boolean;
  /** The type as it is written, in one line. */
  readonly type: string;
  readonly text: string;
}

/** An exported interface or type of a source file. */
export interface TypeReference {
  readonly name: string;
  readonly text: string;
  /** Interfaces whose properties it takes over, in the order in which they are named. */
  readonly bases: readonly string[];
  /** Empty for a type that is no interface. */
  readonly properties: readonly PropertyReference[];
  /** The right side of `type X = …`; empty for an interface. */
  readonly alias: string;
}

/** The words of the documentation comment that ends right before a place in a source text; empty when there is none. */
function commentBefore(source: string, start: number): string {
  const before = source.slice(0, start).trimEnd();
  if (!before.endsWith('*/')) return '';
  const comment = before.slice(before.lastIndexOf('/*'));
  if (!comment.startsWith('/**')) return '';
  const lines = comment.slice(3, -2).split('\n');
  return lines
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join(' ')
    .trim();
}

/** A type in one line, without the comments between its parts. */
function typeText(source: string, node: { start: number; end: number }): string {
  const bare = source.slice(node.start, node.end).replace(/\/\*[\s\S]*?\*\//g, '');
  return bare.replace(/\s+/g, ' ').replace(/^\| /, '').replace(/; }/g, ' }').trim();
}

function propertyOf(source: string, member: ESTree.TSSignature): PropertyReference[] {
  if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') return [];
  const annotation = member.typeAnnotation?.typeAnnotation;
  return [
    {
      name: member.key.name,
      isOptional: member.optional,
      type: annotation === undefined ? '' : typeText(source, annotation),
      text: commentBefore(source, member.start),
    },
  ];
}

function nameOf(expression: ESTree.Expression): string[] {
  return expression.type === 'Identifier' ? [expression.name] : [];
}

/** Every interface and type of a TypeScript source, exported or not, in its order, with its documentation. */
export function typeReferences(source: string): readonly TypeReference[] {
  return parseAst(source, { lang: 'ts' }).body.flatMap((statement): TypeReference[] => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    const text = commentBefore(source, statement.start);
    if (declaration?.type === 'TSInterfaceDeclaration') {
      return [
        {
          name: declaration.id.name,
          text,
          bases: declaration.extends.flatMap((base) => nameOf(base.expression)),
          properties: declaration.body.body.flatMap((member) => propertyOf(source, member)),
          alias: '',
        },
      ];
    }
    if (declaration?.type !== 'TSTypeAliasDeclaration') return [];
    const alias = typeText(source, declaration.typeAnnotation);
    return [{ name: declaration.id.name, text, bases: [], properties: [], alias }];
  });
}

/** All properties of an interface, those of its bases first. Names that no interface here has are passed over. */
export function allProperties(
  reference: TypeReference,
  known: ReadonlyMap<string, TypeReference>,
): readonly PropertyReference[] {
  const inherited = reference.bases.flatMap((name) => {
    const base = known.get(name);
    return base === undefined ? [] : allProperties(base, known);
  });
  return [...inherited, ...reference.properties];
}
