/** What must be known to read the figures, and what they do not say. */
export const NOTES: readonly string[] = [
  "The formula of MFI is reconstructed, and so are all mixes but the uniform one: both are remembered from the MFI paper (arXiv 2511.18906). The claim is: better than MFI as reconstructed here, on these set-ups, with paired 95% intervals. It is not: better than the paper’s numbers.",
  "Acceptance by count alone rewards whoever starves the largest profile: one refused 7g leaves room for seven accepted 1g. So acceptance weighed by memory slices and acceptance of each profile stand beside it.",
  "The fluid bound holds for any scheduler in the long run, whatever it moves; a finite run may pass it by chance. Up to load 1.0 it is often 100%, and then says nothing.",
  "Perfect defragmentation accepts first come, first served, if and only if all that runs then, packed anew, fits. It is a reference and, above load 1, no bound by count: a scheduler that refuses large requests which would fit can accept more. Near load 1, where the load rises above it now and then, the same is seen.",
  "For the same reason first come, first served with moves can lower acceptance by count at and above load 1: moves let a large request in, and what it takes would have held several small ones.",
  "Each interval is a 95% interval of its own (Student’s t over seeds, on differences under equal seeds). Nothing corrects for how many there are: of a hundred where nothing differs, some five miss zero.",
  "The tables of least-loss were tuned on other seeds than these, for fleets of 100 GPUs with exponential lifetimes on these four mixes. Other sizes, laws and loads test how far that carries; mixes of another kind are not tested here.",
];
