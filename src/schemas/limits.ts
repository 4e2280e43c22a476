/**
 * What the planner can hold, as `assembly/limits.ts` says. Written here again because a schema is
 * made when its module is imported, and importing must not start the planner; a test compares them.
 */
export const LIMITS = { slices: 16, profiles: 32, instances: 16, budgets: 16, budgetTotal: 65_535 } as const;
