/**
 * One animation-frame loop for all charts of the page. It runs only while somebody draws, and the browser
 * stops it in a hidden tab.
 */
export class DrawLoop {
  readonly #painters = new Set<() => void>();
  #handle: number | null = null;

  /** Calls a painter before every repaint of the screen; returns how to stop. */
  add(painter: () => void): () => void {
    this.#painters.add(painter);
    this.#handle ??= requestAnimationFrame(this.#paint);
    return () => this.#remove(painter);
  }

  readonly #paint = (): void => {
    for (const painter of this.#painters) painter();
    this.#handle = requestAnimationFrame(this.#paint);
  };

  #remove(painter: () => void): void {
    this.#painters.delete(painter);
    if (this.#painters.size > 0 || this.#handle === null) return;
    cancelAnimationFrame(this.#handle);
    this.#handle = null;
  }
}
