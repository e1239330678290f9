/** Writes `docs/reference/engine.md` from the types of the contract. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ENGINE_REFERENCE, engineReference } from './engine-reference.ts';
import { ROOT } from './repository-files.ts';

writeFileSync(path.join(ROOT, ENGINE_REFERENCE), engineReference());
