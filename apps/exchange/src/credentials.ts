/** By which secrets an exchange knows its operator and its seats. */
import { randomBytes } from 'node:crypto';
import { type DataDirectory, isSecretOfDigest, secretDigest } from '@spillway/data-directory';
import { createSeatTokenMaker, type SeatTokenMaker } from './seats/seat-tokens.ts';

const ADMIN_TOKEN_BYTES = 24;
const SECRET_BYTES = 32;

export interface Credentials {
  /** To be shown; null when it was shown at an earlier start and only its digest is kept. */
  readonly adminToken: string | null;
  readonly isAdminToken: (given: string) => boolean;
  readonly seatTokens: SeatTokenMaker;
}

export interface CredentialOptions {
  /** Chosen by whoever starts the exchange. */
  readonly adminToken: string | undefined;
  /** Makes another admin token in place of the one that is known. */
  readonly isNewAdminToken: boolean;
  /** Where secrets outlive the process; null when they end with it. */
  readonly data: DataDirectory | null;
}

export function createCredentials({ adminToken, isNewAdminToken, data }: CredentialOptions): Credentials {
  const seatTokens = createSeatTokenMaker(data?.seatSecret() ?? randomBytes(SECRET_BYTES));
  const known = isNewAdminToken ? null : (data?.adminTokenDigest ?? null);
  if (adminToken === undefined && known !== null) {
    return { adminToken: null, isAdminToken: (given) => isSecretOfDigest(given, known), seatTokens };
  }
  const token =
    adminToken ?? data?.createAdminToken() ?? randomBytes(ADMIN_TOKEN_BYTES).toString('base64url');
  const digest = secretDigest(token);
  return { adminToken: token, isAdminToken: (given) => isSecretOfDigest(given, digest), seatTokens };
}
