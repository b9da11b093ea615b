/** At most `limit` tasks at a time, first come first served. */
export interface Pool {
  add(task: () => Promise<void>): void;
}

export function createPool(limit: number): Pool {
  let waiting: (() => Promise<void>)[] = [];
  let next = 0;
  let running = 0;
  const done = () => {
    running -= 1;
    start();
  };
  const start = () => {
    while (running < limit && next < waiting.length) {
      const task = waiting[next];
      next += 1;
      running += 1;
      if (task) task().then(done, done);
    }
    if (next > 1000 && next * 2 > waiting.length) {
      waiting = waiting.slice(next);
      next = 0;
    }
  };
  return {
    add(task) {
      waiting.push(task);
      start();
    },
  };
}
