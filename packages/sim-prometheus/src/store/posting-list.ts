/** Series with one value of a label, by their numbers in order of creation: half the size of a list of references. */
export class PostingList {
  private ids = new Uint32Array(2);
  count = 0;

  add(id: number): void {
    if (this.count === this.ids.length) {
      const grown = new Uint32Array(Math.ceil(this.count * 1.5));
      grown.set(this.ids);
      this.ids = grown;
    }
    this.ids[this.count++] = id;
  }

  forEach(visit: (id: number) => void): void {
    for (let i = 0; i < this.count; i++) visit(this.ids[i] ?? 0);
  }

  remove(gone: ReadonlySet<number>): void {
    this.ids = this.ids.subarray(0, this.count).filter((id) => !gone.has(id));
    this.count = this.ids.length;
  }
}
