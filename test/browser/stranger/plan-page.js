import { plan } from "./plan.js";

globalThis.planned = plan();
