/** The oldest Node.js that can run the set-up. The work itself runs on the Node.js that the set-up installs. */
const MINIMUM_NODE_VERSION = '20.19.0';

/**
 * Orders two versions by their numbers; what follows a hyphen or a plus is not looked at.
 *
 * @param {string} left such as `v20.19.0`, `2.2` or `24.21.0-rc.1`
 * @param {string} right
 * @returns {number} negative, zero or positive, as for `Array.prototype.sort`
 */
export function compareVersions(left, right) {
  const leftParts = parseVersion(left);
  const rightParts = parseVersion(right);
  for (let index = 0; index < 3; index += 1) {
    const difference = (leftParts[index] ?? 0) - (rightParts[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/**
 * @param {string} version
 * @returns {number} the first number of the version
 */
export function majorVersion(version) {
  return parseVersion(version)[0] ?? 0;
}

/**
 * @param {string} version what `process.version` says
 * @returns {string | undefined} the one line to print if this Node.js is too old
 */
export function refusalOfNode(version) {
  if (compareVersions(version, MINIMUM_NODE_VERSION) >= 0) {
    return undefined;
  }
  return `Spillway needs Node.js ${MINIMUM_NODE_VERSION} or newer, and this is ${version}: install a newer one, then run the command again.`;
}

/**
 * @param {string} version
 * @returns {number[]} major, minor and patch, as many as are stated
 */
function parseVersion(version) {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version);
  if (match === null) {
    throw new TypeError(`"${version}" is not a version; expected something like 20.19.0`);
  }
  return match
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
}
