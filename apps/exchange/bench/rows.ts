import type { BenchmarkRow } from '@spillway/bench-kit';
import { batchedOrders } from './rows/batched-orders.ts';
import { durableOrders } from './rows/durable-orders.ts';
import { fanOut } from './rows/fan-out.ts';
import { idleConnections } from './rows/idle-connections.ts';
import { soak } from './rows/soak.ts';

/** Every row, in the order of the table. */
export const ROWS: readonly BenchmarkRow[] = [durableOrders, batchedOrders, fanOut, idleConnections, soak];
