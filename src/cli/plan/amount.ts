/** A count or a cost for people: 2,156,000 or 12.5. */
export function amount(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 6 });
}
