/**
 * For `node --import`: TypeScript as it stands, in worker threads too. `--import tsx` serves the
 * main thread alone.
 */
import { register } from "tsx/esm/api";

register();
