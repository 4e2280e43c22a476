import { defineConfig } from "vite";
import { sourceAliases } from "../scripts/source-aliases.js";

/** The playground imports `migpack` as any user does; here the name stands for the source beside it, so that no build has to come first. */
export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  // Relative, so that the page may be put into any folder of any server.
  base: "./",
  resolve: { alias: sourceAliases },
  build: {
    outDir: "../build/playground",
    emptyOutDir: true,
    target: "es2022",
    // It would fetch, which the page's content security policy rules out; every browser with `light-dark()` preloads by itself.
    modulePreload: { polyfill: false },
  },
  plugins:
    command === "build"
      ? []
      : [
          {
            name: "reload-while-developing",
            transformIndexHtml: (html) => html.replace("connect-src 'none'", "connect-src 'self'"),
          },
        ],
}));
