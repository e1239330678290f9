/** Plays the rounds of the peer, in a process of its own. Started by `peer-process.ts`. */
import process from 'node:process';
import { PeerBooks } from './peer-books.ts';
import { orderFlow } from './streams/order-flow.ts';
import { orderStream, type StreamTerms } from './streams/order-stream.ts';
import { timeFlow } from './time-flow.ts';

const terms = JSON.parse(process.argv[2] ?? '[]') as readonly StreamTerms[];
const flow = orderFlow(terms.map(orderStream));
process.on('message', () => process.send?.(timeFlow(flow, new PeerBooks(flow))));
