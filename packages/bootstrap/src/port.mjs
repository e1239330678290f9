import { createServer } from 'node:net';

/**
 * Tries a port before the slow set-up does its work for nothing.
 *
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | undefined>} the system's word for what is wrong, such as `EADDRINUSE`; undefined if free
 */
export function portTrouble(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(error.code ?? error.message),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
