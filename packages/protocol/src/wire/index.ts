export type * from './socket-events.ts';
export { WIRE_VERSION } from './socket-events.ts';
