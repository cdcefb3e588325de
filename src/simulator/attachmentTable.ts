// Cinder's attachment rows, found by ID and by volume.
import type { Attachment } from './model.ts';

/**
 * The rows by ID, with an index by volume: a list of thousands of volumes shows the attachments of each. Change the volume of
 * a row with `move` only.
 */
export class AttachmentTable extends Map<string, Attachment> {
  readonly #byVolume = new Map<string, Set<Attachment>>();

  override set(id: string, row: Attachment): this {
    this.#forget(this.get(id));
    const rows = this.#byVolume.get(row.volumeId) ?? new Set();
    this.#byVolume.set(row.volumeId, rows);
    rows.add(row);
    return super.set(id, row);
  }

  override delete(id: string): boolean {
    this.#forget(this.get(id));
    return super.delete(id);
  }

  override clear(): void {
    this.#byVolume.clear();
    super.clear();
  }

  /** The rows of a volume, in the order in which they came to it. */
  ofVolume(volumeId: string): Attachment[] {
    return [...(this.#byVolume.get(volumeId) ?? [])];
  }

  /** Gives a row to another volume. */
  move(row: Attachment, volumeId: string): void {
    this.#forget(row);
    row.volumeId = volumeId;
    this.set(row.id, row);
  }

  #forget(row: Attachment | undefined): void {
    if (row === undefined) return;
    const rows = this.#byVolume.get(row.volumeId);
    rows?.delete(row);
    if (rows?.size === 0) this.#byVolume.delete(row.volumeId);
  }
}
