import path from 'node:path';
import type { NextConfig } from 'next';

/**
 * The console is a folder of static files, served by the exchange on the same origin as its sockets: no server
 * of its own, no CORS, and a content security policy that allows nothing from outside.
 */
const config: NextConfig = {
  output: 'export',
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: path.resolve(import.meta.dirname, '../..') },
};

export default config;
