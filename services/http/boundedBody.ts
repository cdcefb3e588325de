// Reads a response's body without ever holding more of it than allowed, even after decompression.
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

/** The largest response for one object, or for a sign-in with its catalog, in bytes. */
export const MAX_OBJECT_BYTES = 4 * 1024 * 1024;
/** The largest response for one page of a list, in bytes. */
export const MAX_LIST_BYTES = 32 * 1024 * 1024;

/** The encodings that can be decompressed, for the request's Accept-Encoding. */
export const ENCODINGS = 'gzip, deflate, br';

type Decompress = (data: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const DECOMPRESS: Readonly<Record<string, readonly Decompress[]>> = {
  gzip: [(...given) => promisify(gunzip)(...given)],
  'x-gzip': [(...given) => promisify(gunzip)(...given)],
  // With a zlib header, as the standard says, or without, as some servers send it.
  deflate: [(...given) => promisify(inflate)(...given), (...given) => promisify(inflateRaw)(...given)],
  br: [(...given) => promisify(brotliDecompress)(...given)],
};

const MOST_LAYERS = 3;

/**
 * The body as text; null if it is larger than `limit` bytes, before or after decompression. The rest is then
 * not read.
 * Rejects if the connection breaks or the body cannot be decompressed.
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  contentEncoding: string,
  limit: number,
): Promise<string | null> {
  const raw = await collect(chunks, limit);
  const body = raw === null ? null : await decompressed(raw, contentEncoding, limit);
  return body === null ? null : new TextDecoder().decode(body);
}

async function collect(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) return null;
    kept.push(chunk);
  }
  return Buffer.concat(kept);
}

async function decompressed(
  body: Uint8Array,
  contentEncoding: string,
  limit: number,
): Promise<Uint8Array | null> {
  const layers = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (layers.length > MOST_LAYERS) throw new Error('the body is compressed too many times');
  let result = body;
  // The last encoding was applied last.
  for (const layer of layers.toReversed()) {
    if (result.byteLength === 0) return result;
    const next = await decompressedOnce(result, layer, limit);
    if (next === null) return null;
    result = next;
  }
  return result;
}

async function decompressedOnce(body: Uint8Array, layer: string, limit: number): Promise<Uint8Array | null> {
  const ways = Object.hasOwn(DECOMPRESS, layer) ? (DECOMPRESS[layer] ?? []) : [];
  for (const decompress of ways) {
    try {
      return await decompress(body, { maxOutputLength: limit });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    }
  }
  throw new Error('the body cannot be decompressed');
}
