/** The thread of a room. */
import { parentPort, workerData } from 'node:worker_threads';
import { openRoomHost } from './room-host.ts';
import type { RoomOptions } from './room-messages.ts';
import { roomPort } from './room-port.ts';

if (parentPort === null) throw new Error('this is the thread of a room; start it with a Worker');
await openRoomHost(roomPort(parentPort), workerData as RoomOptions);
