/** What the server gives its clients at most. Times in milliseconds. */
export interface Limits {
  /**
   * Bytes of a request. A review holds the new object and the old one, of a ConfigMap a mebibyte
   * each, and Go's JSON writes quotes, line ends and angle brackets with two to six bytes: a
   * smaller limit would turn away what the API server takes.
   */
  readonly bodyBytes: number;
  /** How deep brackets may open; no object that is judged comes near. */
  readonly depth: number;
  /** From connecting until TLS is agreed. */
  readonly handshake: number;
  /** From connecting, or from the first byte of a later request, until the headers are there. */
  readonly headers: number;
  /** The same until the whole request is there; the API server itself waits 30 seconds at most. */
  readonly request: number;
  /** How long connections without a request stay open. Longer than the API server keeps its own idle ones (90 s), so that it never sends into one that is just closing. */
  readonly idle: number;
  /** After the signal to stop: how long new connections are still taken, since Services send some for a while. */
  readonly drain: number;
  /** After that: how long what has begun may take. */
  readonly stop: number;
}

export const LIMITS: Limits = Object.freeze({
  bodyBytes: 8 * 1024 * 1024,
  depth: 200,
  handshake: 10_000,
  headers: 10_000,
  request: 30_000,
  idle: 120_000,
  drain: 5_000,
  stop: 20_000,
});
