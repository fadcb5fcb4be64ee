/** A list of small numbers (0 to 2^32 - 1) that grows: 4 bytes each. */
export function createGrowingNumbers() {
  let numbers = new Uint32Array(1024);
  let size = 0;
  return {
    push(number: number): void {
      if (size === numbers.length) {
        const larger = new Uint32Array(2 * size);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[size++] = number;
    },
    values: (): Uint32Array => numbers.subarray(0, size),
  };
}
