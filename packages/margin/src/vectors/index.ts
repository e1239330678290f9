export { DERIVED_VECTORS } from './derived-vectors.ts';
export type { MarginVector, VectorExpectation } from './margin-vector.ts';
export { OPEN_SOURCE_VECTORS } from './open-source-vectors.ts';
export { PUBLISHED_VECTORS } from './published-vectors.ts';
