import { StartRefusal } from '../start-refusal.ts';
import { answers, isServerOf, readPostmasterFile } from './find-postmaster.ts';
import { sendIfAlive, stopProcess, waitForEnd } from './stop-postmaster.ts';

/**
 * An earlier server of this cluster that outlived its program is stopped: we hold the lock of its home, so nobody else
 * uses it. Answers the process number that the file names where some other program has it now.
 */
export async function endLeftover(
  cluster: string,
  onProgress: (sentence: string) => void,
): Promise<number | undefined> {
  const file = readPostmasterFile(cluster);
  if (file === undefined) return undefined;
  if (await isServerOf(cluster, file.pid)) {
    onProgress('Stopping the database that the last run left behind.');
    sendIfAlive(file.pid, 'SIGINT');
    await stopProcess(file.pid, () => waitForEnd(cluster, file.pid));
    return undefined;
  }
  if (await answers(file)) {
    throw new StartRefusal(
      `Another machine or container runs the database in ${cluster}. Stop ks-order there first; two programs on one database would destroy it.`,
    );
  }
  return file.pid;
}
