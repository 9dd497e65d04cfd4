// @ts-check
'use strict';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;

/** @typedef {{ title: string, detail: string, progress: string, startedAt: number }} Step */
/**
 * @typedef {object} StepHandle
 * @property {(text: string) => void} progress shown while the step runs
 * @property {(text: string) => void} detail kept in the line that ends the step
 */

/**
 * Shows what is running: a spinner line on a terminal, plain lines elsewhere. Several steps may run
 * at once. Print other lines meanwhile through say(), or they land in the spinner.
 */
class StepReporter {
  /** @type {Set<Step>} */ #running = new Set();
  /** @type {NodeJS.Timeout | undefined} */ #timer;
  #frame = 0;

  /** @param {NodeJS.WriteStream} stream */
  constructor(stream) {
    this.stream = stream;
    this.live = stream.isTTY === true;
  }

  /**
   * Runs the work under a title and prints how it ended and how long it took. Rejects as it does.
   * @template T
   * @param {string} title
   * @param {(step: StepHandle) => Promise<T> | T} work
   * @returns {Promise<T>}
   */
  async step(title, work) {
    const step = { title, detail: '', progress: '', startedAt: Date.now() };
    if (!this.live) this.say(`- ${title} ...`);
    this.#running.add(step);
    this.#animate();
    let mark = '✗';
    try {
      const result = await work(this.#handleFor(step));
      mark = '✓';
      return result;
    } finally {
      this.#running.delete(step);
      this.say(`${mark} ${describeStep(step)}`);
      this.#animate();
    }
  }

  /** @param {string} text printed as it is, above the spinner */
  say(text) {
    this.#clear();
    this.stream.write(`${text}\n`);
    this.#draw();
  }

  /** @param {Step} step @returns {StepHandle} */
  #handleFor(step) {
    return {
      progress: (text) => {
        if (text === step.progress) return;
        step.progress = text;
        if (!this.live) this.say(`  ${step.title}: ${text}`);
      },
      detail: (text) => {
        step.detail = text;
      },
    };
  }

  #animate() {
    if (!this.live) return;
    clearInterval(this.#timer);
    if (this.#running.size > 0) {
      this.#timer = setInterval(() => {
        this.#frame += 1;
        this.#clear();
        this.#draw();
      }, FRAME_MS).unref();
      this.#draw();
    }
  }

  #clear() {
    if (this.live) this.stream.write('\r\x1b[2K');
  }

  #draw() {
    if (!this.live || this.#running.size === 0) return;
    const text = [...this.#running].map((step) => describeStep(step, step.progress)).join(' | ');
    const frame = FRAMES[this.#frame % FRAMES.length];
    // A wrapped line could not be cleared again.
    this.#clear();
    this.stream.write(`${frame} ${text}`.slice(0, (this.stream.columns ?? 80) - 1));
  }
}

/** @param {Step} step @param {string} [text] */
function describeStep({ title, detail, startedAt }, text = detail) {
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  return `${title}${text === '' ? '' : `: ${text}`} (${seconds} s)`;
}

module.exports = { StepReporter };
