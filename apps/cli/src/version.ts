/** The version of Spillway, equal to the one in package.json (a test holds the two together). */
export const SPILLWAY_VERSION = '0.1.0';
