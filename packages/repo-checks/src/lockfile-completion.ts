/** What a lockfile says of one package; other fields are kept as they are. */
export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A `package-lock.json`, version 3: places under `node_modules` and what is there. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** A package that another asks for and the lockfile does not have. */
export interface MissingPackage {
  readonly place: string;
  readonly version: string;
  readonly askedForBy: string;
}

const OPERATING_SYSTEMS: Readonly<Record<string, string>> = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
  windows: 'win32',
};
const PROCESSORS: Readonly<Record<string, string>> = {
  '64': 'x64',
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  loong64: 'loong64',
  mips64el: 'mips64el',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
};
const C_LIBRARIES: Readonly<Record<string, string>> = {
  gnu: 'glibc',
  gnueabihf: 'glibc',
  musl: 'musl',
  musleabihf: 'musl',
};

/**
 * The optional packages of exact version that the lockfile asks for and lacks. npm leaves out what it could not see from
 * the platform where the lockfile was written, and `npm ci` then refuses the lockfile everywhere (npm/cli issue 9846).
 */
export function missingPackages(lockfile: Lockfile): readonly MissingPackage[] {
  return Object.entries(lockfile.packages).flatMap(([askedForBy, asking]) =>
    Object.entries(asking.optionalDependencies ?? {})
      .filter(([name, version]) => isExact(version) && !isReachable(lockfile, askedForBy, name))
      .map(([name, version]) => ({ place: placeBeside(askedForBy, name), version, askedForBy })),
  );
}

/**
 * The lockfile with an entry for each missing package, in the order that npm keeps. The new entries carry no checksum: it
 * could not be seen either. npm fills it in when it next installs on such a platform.
 *
 * @throws if a missing package is not named after a platform: whether it may be left out could then not be told
 */
export function completeLockfile<File extends Lockfile>(lockfile: File): File {
  const added = missingPackages(lockfile).map(({ place, version, askedForBy }) => {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const { os, cpu, libc } = platformOf(name);
    const isDev = lockfile.packages[askedForBy]?.dev === true;
    // In the order in which npm writes the fields: its next run then changes nothing.
    const entry: LockedPackage = {
      version,
      cpu,
      ...(isDev ? { dev: true } : {}),
      ...(libc === undefined ? {} : { libc }),
      optional: true,
      ...(os === undefined ? {} : { os }),
    };
    return [place, entry] as const;
  });
  const packages = Object.entries({ ...lockfile.packages, ...Object.fromEntries(added) });
  // npm sorts by the locale's order, which for places of packages is that of English.
  packages.sort(([left], [right]) => left.localeCompare(right, 'en'));
  return { ...lockfile, packages: Object.fromEntries(packages) };
}

/**
 * The platform that a binary package is for, from its name: `@esbuild/linux-arm64`, `@next/swc-win32-x64-msvc`.
 *
 * @throws if the name says no operating system or no processor
 */
export function platformOf(name: string): { os?: string[]; cpu: string[]; libc?: string[] } {
  const words = name.split(/[/@-]/);
  const find = (table: Readonly<Record<string, string>>): string | undefined =>
    words.map((word) => table[word]).find((value) => value !== undefined);
  const os = find(OPERATING_SYSTEMS);
  const cpu = find(PROCESSORS);
  const libc = find(C_LIBRARIES);
  if (cpu === undefined || (os === undefined && cpu !== 'wasm32')) {
    throw new Error(`"${name}" does not say which platform it is for; add its entry to the lockfile by hand`);
  }
  return {
    ...(os === undefined ? {} : { os: [os] }),
    cpu: [cpu],
    ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
  };
}

function isExact(version: string): boolean {
  return /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version);
}

/** Node looks for a package in every `node_modules` from the asking place upwards. */
function isReachable(lockfile: Lockfile, askedForBy: string, name: string): boolean {
  for (let place = askedForBy; ; place = parentOf(place)) {
    if (lockfile.packages[`${place === '' ? '' : `${place}/`}node_modules/${name}`] !== undefined) {
      return true;
    }
    if (place === '') {
      return false;
    }
  }
}

/** The next place upwards that may hold a `node_modules`: the package around a nested one, else the root. */
function parentOf(place: string): string {
  const end = place.lastIndexOf('/node_modules/');
  return end < 0 ? '' : place.slice(0, end);
}

/** Beside the package that asks, in the same `node_modules`: where npm itself puts it. */
function placeBeside(askedForBy: string, name: string): string {
  const end = askedForBy.lastIndexOf('node_modules/');
  return `${end < 0 ? '' : askedForBy.slice(0, end)}node_modules/${name}`;
}
