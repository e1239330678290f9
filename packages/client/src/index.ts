export { connectSpillway, type SpillwayClient, type SpillwayOptions } from './connect-spillway.ts';
export { SpillwayError, type SpillwayErrorCode } from './spillway-error.ts';
export type {
  ConnectionState,
  ConnectionStatus,
  SpillwayEventName,
  SpillwayEvents,
  SpillwayListener,
} from './spillway-events.ts';
