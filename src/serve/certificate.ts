import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { MigError } from "../error.js";

/** What the server shows its clients, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

/**
 * A certificate chain and its private key, tried together, so that one half of a change is not taken.
 *
 * @throws MigError INVALID_INPUT
 */
export async function readCertificate(certPath: string, keyPath: string): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem(certPath), readPem(keyPath)]);
  try {
    createSecureContext({ cert, key });
    return { cert, key, expires: Date.parse(new X509Certificate(cert).validTo) / 1000 };
  } catch (cause) {
    throw new MigError("INVALID_INPUT", `${certPath}, ${keyPath}: no certificate with its private key as PEM`, { cause });
  }
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new MigError("INVALID_INPUT", `${path}: cannot be read`, { cause });
  }
}
