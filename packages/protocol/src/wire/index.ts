export type * from './socket-events.ts';
export { WIRE_VERSION } from './socket-events.ts';
export type * from './trading-requests.ts';
