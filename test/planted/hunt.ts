import { Worker } from 'node:worker_threads'
import type { Fate, Message, NumberedPlant, Task } from './messages.ts'

/** Longer than any unit takes: an error that runs on outside the loops that are counted. Of the processor's time. */
const patience = 20_000
/** A thread that only waits spends none. */
const mostWaiting = 30 * patience

export interface Hunted {
  readonly plant: NumberedPlant
  readonly fate: Fate
}

type Ended = (hunted: Hunted) => void

/** One thread until all are done or one does not end; resolves with the plants that are left. */
function runThread(task: Task, ended: Ended): Promise<readonly NumberedPlant[]> {
  const byId = new Map(task.plants.map((plant) => [plant.id, plant]))
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task })
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const stop = (id: number): void => {
      const plant = byId.get(id)
      byId.delete(id)
      if (plant !== undefined) ended({ plant, fate: { kind: 'endless', by: 'the clock' } })
      void worker.terminate().then(() => resolve([...byId.values()]))
    }
    /** On a busy machine, or one that was held up, a unit is late without running on. */
    const watch = (id: number): void => {
      const [since, spent] = [performance.now(), process.cpuUsage()]
      const look = (): void => {
        const { user, system } = process.cpuUsage(spent)
        if ((user + system) / 1000 >= patience || performance.now() - since > mostWaiting) stop(id)
        else timer = setTimeout(look, patience / 4)
      }
      timer = setTimeout(look, patience / 4)
    }
    worker.on('message', (message: Message) => {
      clearTimeout(timer)
      if (message.kind === 'failed') reject(new Error(message.message))
      if (message.kind === 'started' || message.kind === 'asking') watch(message.id)
      if (message.kind !== 'ended') return
      const plant = byId.get(message.id)
      byId.delete(message.id)
      if (plant !== undefined) ended({ plant, fate: message.fate })
    })
    worker.on('error', reject)
    worker.on('exit', () => {
      clearTimeout(timer)
      resolve([...byId.values()])
    })
  })
}

/** Plants every error in turn and says what noticed it. Rejects when a unit fails with nothing planted. */
export async function huntAll(task: Task, ended: Ended): Promise<void> {
  let left = task.plants
  while (left.length > 0) {
    const before = left.length
    left = await runThread({ ...task, plants: left }, ended)
    if (left.length === before) throw new Error(`nothing came of ${before} planted errors`)
  }
}
