// Benchmark of the mutants (docs/mutants.md): how often a search finds an attack on each.

/** The violations that all schedulers together found, and their executions. */
export interface Score {
  readonly hits: number;
  readonly executions: number;
}

/** The scores by the codes of the rules, out of the table of docs/mutants.md. */
export function benchmarkOf(table: string): ReadonlyMap<string, Score> {
  const scores = new Map<string, Score>();
  for (const [, code = "", hits, executions] of table.matchAll(ROW)) {
    const before = scores.get(code) ?? { hits: 0, executions: 0 };
    scores.set(code, {
      hits: before.hits + Number(hits),
      executions: before.executions + Number(executions),
    });
  }
  return scores;
}

/** The code is in the first column, and the fifth has the hits. */
const ROW = /^\| *(M\d+) *\|(?:[^|]*\|){3} *(\d+) \/ (\d+) *\|/gm;

/** Whether a search is hopeless: it was tried, and never found anything. */
export function isHopeless(score: Score | undefined): boolean {
  return score !== undefined && score.executions > 0 && score.hits === 0;
}
