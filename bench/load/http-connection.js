// @ts-check
'use strict';

const { connect } = require('node:net');

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
/** @type {Buffer} */
const NOTHING = Buffer.alloc(0);
/** What arrives is read into this, by all connections in turn: node's own way makes 64 KiB for each read. */
const READ = Buffer.alloc(65_536);

/**
 * @typedef {(connection: HttpConnection, status: number, body: Buffer) => void} OnAnswer status 0:
 *   the connection ended before the answer; `body` is not to be kept
 */

/**
 * One keep-alive connection with one request on its way at a time. Much lighter than node:http,
 * since it shares its cores with what is measured. Connects again by itself when the server has
 * ended an idle connection.
 */
class HttpConnection {
  /** @type {import('node:net').Socket | undefined} */ #socket;
  /** @type {Buffer} */ #received = NOTHING;
  #closed = false;
  busy = false;
  /** When the request on its way was sent, or was to be sent; the caller's own note. */
  since = 0;
  /** The number the request on its way carries; the caller's own note. */
  number = 0;

  /** @param {number} port @param {OnAnswer} onAnswer */
  constructor(port, onAnswer) {
    this.port = port;
    this.onAnswer = onAnswer;
  }

  /** Resolves when connected. @returns {Promise<void>} */
  open() {
    return new Promise((resolve, reject) => {
      const socket = this.#connect();
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
  }

  /** @param {Buffer} bytes not to be changed before the answer */
  send(bytes) {
    this.busy = true;
    (this.#socket ?? this.#connect()).write(bytes);
  }

  close() {
    this.#closed = true;
    this.#socket?.destroy();
  }

  #connect() {
    const onread = {
      buffer: READ,
      callback: (/** @type {number} */ length) => {
        this.#take(READ.subarray(0, length));
        return true;
      },
    };
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true, onread });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      const lost = this.#socket === socket;
      if (lost) this.#socket = undefined;
      if (lost && this.busy && !this.#closed) this.#finish(0, NOTHING);
    });
    this.#socket = socket;
    return socket;
  }

  /** @param {Buffer} chunk overwritten by the next */
  #take(chunk) {
    const bytes = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0) return this.#keep(bytes, chunk);
    const head = bytes.toString('latin1', 0, headEnd);
    const bodyStart = headEnd + HEAD_END.length;
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) {
      if (bytes.length < bodyStart + Number(length)) return this.#keep(bytes, chunk);
    } else if (bytes.indexOf(LAST_CHUNK, headEnd) !== bytes.length - LAST_CHUNK.length) {
      return this.#keep(bytes, chunk);
    }
    if (/connection: *close/i.test(head)) this.#forget();
    this.#finish(Number(head.slice(9, 12)), bytes.subarray(bodyStart));
  }

  /** @param {Buffer} bytes @param {Buffer} chunk */
  #keep(bytes, chunk) {
    this.#received = bytes === chunk ? Buffer.from(chunk) : bytes;
  }

  #forget() {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  /** @param {number} status @param {Buffer} body */
  #finish(status, body) {
    this.#received = NOTHING;
    this.busy = false;
    this.onAnswer(this, status, body);
  }
}

module.exports = { HttpConnection };
