import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Begins with what takes long, so that at the end no worker waits for another's last file. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId)
    return [...others.filter(isLong), ...others.filter((file) => !isLong(file))]
  }
}

const long =
  /\/test\/(journeys|conformance|simulation|crashes|live|providers|emulators\/(keeper|run|storage))\//
