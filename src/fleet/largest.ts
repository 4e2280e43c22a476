/** The largest whole number up to `most` for which `fits` holds, where it holds from 0 up to some number; 0 where for none. */
export function largest(most: number, fits: (n: number) => boolean): number {
  if (most === 0 || fits(most)) return most;
  let low = 0;
  let high = most - 1;
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
