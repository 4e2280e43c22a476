/** Rows as columns of text, the first row being the heads; numbers to the right where `right` says so. */
export function table(rows: readonly (readonly string[])[], right: ReadonlySet<number> = new Set()): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => {
      const cells = widths.map((width, column) => {
        const cell = row[column] ?? "";
        return right.has(column) ? cell.padStart(width) : cell.padEnd(width);
      });
      return cells.join("  ").trimEnd();
    })
    .join("\n");
}
