// Which test files begin first: those that take long because servers are killed and browsers are opened, so that none of
// them is what the whole suite waits for at its end.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A file's folder is how long it may take: the tests of `unit` fill the gaps that the others leave. */
const FIRST = ['faults', 'browser', 'flow', 'contract'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = FIRST.findIndex((folder) => moduleId.includes(`/tests/${folder}/`));
  return place === -1 ? FIRST.length : place;
}
