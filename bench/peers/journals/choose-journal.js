// @ts-check
'use strict';

const { Module } = require('@nestjs/common');

/**
 * The module that gives the worker of the benchmark its journal: `off` one that keeps nothing,
 * `postgres` one that keeps each record in a transaction of its own, undefined the worker's own.
 * @param {string} kind
 * @param {abstract new () => object} Journal
 */
function chooseJournal(kind, Journal) {
  if (kind === 'stream') return undefined;
  const create = kind === 'postgres' ? createPostgresJournal : createNoJournal;
  class BenchJournalModule {}
  Module({
    providers: [{ provide: Journal, useFactory: () => create(Journal) }],
    exports: [Journal],
  })(BenchJournalModule);
  return BenchJournalModule;
}

/** @param {abstract new () => object} Journal */
function createNoJournal(Journal) {
  class NoJournal extends Journal {
    append() {
      return Promise.resolve();
    }
    has() {
      return false;
    }
    follow() {}
    ready() {
      return Promise.resolve();
    }
    read() {
      return Promise.resolve();
    }
  }
  return new NoJournal();
}

/** @param {abstract new () => object} Journal */
async function createPostgresJournal(Journal) {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: process.env['BENCH_POSTGRES_URL'], max: 20 });
  await pool.query(
    'CREATE TABLE IF NOT EXISTS processed (queue text, message_id text, event jsonb, handler text, ' +
      'processed_at timestamptz, PRIMARY KEY (queue, message_id))',
  );
  class PostgresJournal extends createNoJournal(Journal).constructor {
    /** @param {{ delivery: { queue: string, messageId: string }, event: object, handler: string, at: Date }} record */
    async append({ delivery, event, handler, at }) {
      await pool.query({
        name: 'keep',
        text: 'INSERT INTO processed VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
        values: [delivery.queue, delivery.messageId, event, handler, at],
      });
    }
  }
  return new PostgresJournal();
}

module.exports = { chooseJournal };
