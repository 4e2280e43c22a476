/** What `migpack serve` is made of; no part of the package's interface. */
export { clusterHandlers } from "./handlers.js";
export { type FileOf, serve } from "./serve.js";
