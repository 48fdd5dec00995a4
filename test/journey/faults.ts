/** The ways in which a page can be broken so that nothing can be concluded from it. */
export const FAULTS = [
  503,
  404,
  'hang',
  'drip',
  'endless',
  'cut',
  'reset',
  'redirect-loop',
  'redirect-private',
  'html',
  'broken-json',
  'other-shape',
] as const;
