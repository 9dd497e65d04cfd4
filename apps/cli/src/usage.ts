/** What the command line can do. */
export const USAGE = `usage: npm run warren -- <command>

  message <messageId>          what happened to a message
  dead-letters list            the newest, oldest first    [filter] [--group --state --limit]
  dead-letters groups          by kind                     [filter] [--state --limit]
  dead-letters show <id>       one of them
  dead-letters redrive         sends them again            which --reason [--payload --canary
                               --canary-wait <ms> --rate <a second> --dry-run]
  dead-letters discard         puts them away              which --reason
  dead-letters restore         opens discarded ones again  which --reason
  replay --from <position> --to <queue>                    [--queue ... --tipo ... --rate --reason
                               publishes past events again  --force --run --dry-run]
  unreadable list              messages whose properties cannot be read
  unreadable show <id>         one of them, with its bytes
  topology print               the topology as a RabbitMQ definitions file
  topology verify              how the broker differs from it
  topology declare             creates what is missing on the broker
  topology redeclare <name>    replaces an empty queue, or an exchange, that differs

  filter    --queue --tipo --cause --code --text --from <time> --to <time>
            --message <messageId> --event <its own id>
  which     --id <id> (repeatable), --group <group>, a filter, or --all
  position  first, an offset, last:<n>, or a time such as 2026-11-24T05:00:00Z
  --json    the worker's answer as it is

The worker is asked at WORKER_URL (http://127.0.0.1:8001); OPERATOR_KEY is sent when it is set.
Exit codes: 0 done, 1 something failed, 2 not understood.`;
