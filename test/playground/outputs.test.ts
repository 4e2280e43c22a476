import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLink } from "../../playground/src/link.js";
import { offersOf } from "../../playground/src/offers.js";
import { OUTPUT_KINDS } from "../../playground/src/outputs.js";
import { bitmapText, slicesOf } from "../../playground/src/slices.js";
import { gridOf } from "../../src/gpu/grid.js";
import { fit, gpuModel } from "../../src/index.js";
import { parseMigConfig } from "../../src/mig-parted/index.js";
import { arbitraryState } from "./states.js";

function outputs(kind: string, link: string) {
  return OUTPUT_KINDS.find(({ name }) => name === kind)?.outputs(readLink(link).state) ?? [];
}

describe("outputs", () => {
  test("are made of every state; only where nothing changes is there nothing to copy", () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        for (const { outputs } of OUTPUT_KINDS) {
          for (const { note, text } of outputs(state))
            expect(text === "" ? note : "").toMatch(/^$|^\d+ untouched\.$|^Nothing to do\.$/);
        }
      }),
    );
  });

  test("commands lead from what runs to what is on the board", () => {
    const [fromNone] = outputs("nvidia-smi", "#gpu=H100-80GB&at=1g.10gb@0,2g.20gb@4");
    expect(fromNone?.text).toBe("nvidia-smi mig -i 0 -cgi 19:0 -C\nnvidia-smi mig -i 0 -cgi 14:4 -C");
    expect(fromNone?.note).toBe("2 created.");
    const [change] = outputs("nvidia-smi", "#gpu=H100-80GB&at=3g.40gb@0,2g.20gb@4&running=1g.10gb@0,2g.20gb@4");
    expect(change?.note).toBe("1 destroyed, 1 created, 1 untouched. Whoever uses what is destroyed must have left.");
    expect(change?.text.split("\n")).toHaveLength(2);
    expect(outputs("nvidia-smi", "#gpu=H100-80GB")[0]).toMatchObject({ note: "Nothing to do.", text: "" });
  });

  test("the config file is read by mig-parted, and the note says where the driver would put things", () => {
    const [file, label] = outputs("mig-parted", "#gpu=H100-80GB&at=1g.10gb@0,3g.40gb@4");
    const { "mig-configs": configs } = parseMigConfig(file?.text ?? "");
    const [[name, entries] = []] = Object.entries(configs);
    expect(entries).toEqual([{ devices: "all", "mig-enabled": true, "mig-devices": { "1g.10gb": 1, "3g.40gb": 1 } }]);
    expect(label?.text).toBe(`kubectl label nodes node-1 nvidia.com/mig.config=${name} --overwrite`);
    expect(file?.note).toMatch(/predicted to choose 3g\.40gb@4, 1g\.10gb@0\.$/);
  });

  test("labels count the instances", () => {
    const [labels] = outputs("labels", "#gpu=H100-80GB&at=1g.10gb@0,1g.10gb@1");
    expect(labels?.text.split("\n")).toContain("nvidia.com/mig-1g.10gb.count=2");
  });

  test("the picture stands by itself", () => {
    expect(outputs("SVG", "#gpu=H100-80GB&at=1g.10gb@0")[0]?.text).toMatch(/^<svg xmlns=/);
  });
});

test("an offer says what fit says, at every start", () => {
  fc.assert(
    fc.property(arbitraryState, (state) => {
      const ask = (wanted: string) => fit(state.model, [wanted], { occupied: state.placements });
      for (const { profile, more, start, starts, refusal } of offersOf(state)) {
        const answer = ask(profile.name);
        expect([more > 0, start !== null, refusal === null, starts.some(({ free }) => free)]).toEqual(Array(4).fill(answer.fits));
        for (const each of starts) expect(ask(`${profile.name}@${each.start}`).fits).toBe(each.free);
      }
    }),
  );
});

test("compute cells are those of the library's own pictures", () => {
  fc.assert(
    fc.property(arbitraryState, ({ model, placements }) => {
      const resolved = gpuModel(model);
      expect(slicesOf(resolved, placements).cells).toEqual(gridOf(resolved, placements).compute);
    }),
  );
});

test("a bitmap is written with slice 0 last", () => {
  expect(bitmapText(0b0011_0001, 8)).toBe("0b00110001");
});
