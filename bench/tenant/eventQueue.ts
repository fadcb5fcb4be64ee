/**
 * What is due at a moment, the soonest first; of the same moment, in the order in which it came. A
 * binary heap.
 */
export interface ScheduledEvent {
  at: number;
  done: () => void;
}

interface Placed extends ScheduledEvent {
  number: number;
}

const isSooner = (one: Placed, other: Placed): boolean =>
  one.at === other.at ? one.number < other.number : one.at < other.at;

export function createEventQueue() {
  const heap: Placed[] = [];
  let came = 0;

  function swap(one: number, other: number): void {
    const [first, second] = [heap[one] as Placed, heap[other] as Placed];
    heap[one] = second;
    heap[other] = first;
  }
  const sooner = (one: number, other: number): number =>
    other < heap.length && isSooner(heap[other] as Placed, heap[one] as Placed) ? other : one;

  return {
    /** The soonest, which stays. */
    first: (): ScheduledEvent | undefined => heap[0],
    add(due: ScheduledEvent): void {
      let place = heap.push({ ...due, number: came++ }) - 1;
      for (let above = (place - 1) >> 1; place > 0 && sooner(above, place) === place; above = (place - 1) >> 1) {
        swap(above, place);
        place = above;
      }
    },
    /** Takes the soonest away. */
    take(): ScheduledEvent | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let place = 0; ; ) {
        const below = sooner(sooner(place, 2 * place + 1), 2 * place + 2);
        if (below === place) return first;
        swap(place, below);
        place = below;
      }
    },
  };
}
