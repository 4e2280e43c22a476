import { profileOn, type Rule } from "../context.js";

/** Models whose placements nobody has published: what is planned on them may not come true. */
export const inferredPlacements: Rule = ({ asked, cluster }) => {
  const inferred = cluster.selectedModels.filter(({ provenance }) => provenance.placements === "inferred");
  return asked.flatMap(({ device, path }) => {
    const names = inferred.filter((model) => profileOn(model, device) !== undefined).map(({ name }) => name);
    if (names.length === 0) return [];
    const message = `where ${device} may sit on ${names.join(", ")} is inferred from other models, not observed`;
    return [{ severity: "warning", code: "INFERRED_PLACEMENTS", message, path }];
  });
};
