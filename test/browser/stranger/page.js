import { answers } from "./answers.js";

globalThis.fromPage = answers();
globalThis.fromWorker = new Promise((done) => {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => done(data);
  worker.onerror = ({ message }) => done({ message });
});
