export { CLOSE_OUT_VECTORS } from './close-out-vectors.ts';
export { CONTRACT_VECTORS } from './contract-vectors.ts';
export { DERIVED_VECTORS } from './derived-vectors.ts';
export { FIGURE_VECTORS } from './figure-vectors.ts';
export type { MarginVector, VectorExpectation } from './margin-vector.ts';
export { OPEN_SOURCE_VECTORS } from './open-source-vectors.ts';
export { PUBLISHED_VECTORS } from './published-vectors.ts';
export type { ExpectedFigure, QuestionVector, WrittenQuestion } from './question-vector.ts';
