/** What the objects call each other. */
export const NAME = "migpack";
export const LABELS = { "app.kubernetes.io/name": NAME };
/** Of the pods, where `migpack serve` listens. */
export const PORT = 8443;
/** Holds tls.crt and tls.key. */
export const TLS_SECRET = "migpack-tls";
export const CERTIFICATE = "migpack";
