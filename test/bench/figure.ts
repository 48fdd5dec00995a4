/** One line of the table. */
export interface Row {
  figure: string;
  ours: string;
  /** The bare limit, measured in the same run. */
  bare: string;
  ratio?: number;
  budget: string;
  /** `reported`: no budget was set for it. `invalid`: what was measured is not what the figure says. */
  verdict: 'met' | 'missed' | 'reported' | 'invalid';
  note?: string;
}

/** Something that is measured: one or more lines of the table. */
export interface Figure {
  name: string;
  /** What `--help` says of it. */
  about: string;
  measure(): Promise<Row[]>;
}

/** A run of a figure in which something else happened than it says. */
export class InvalidRun extends Error {}

/** Stops the figure unless the run was what it should be. */
export function mustBe(valid: boolean, why: string): asserts valid {
  if (!valid) throw new InvalidRun(why);
}

/** A line that compares ours with the bare limit: at most `most` times as much. */
export function compared(
  figure: string,
  { ours, bare, most, unit, note }: { ours: number; bare: number; most: number; unit: string; note?: string },
): Row {
  const ratio = ours / bare;
  return {
    figure,
    ours: quantity(ours, unit),
    bare: quantity(bare, unit),
    ratio,
    budget: `<= ${most} x`,
    verdict: ratio <= most ? 'met' : 'missed',
    ...(note === undefined ? {} : { note }),
  };
}

/** A number as people read it: three digits that count. */
export function quantity(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`.trim();
}
