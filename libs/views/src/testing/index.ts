export {
  BEGIN,
  deadLettered,
  discarded,
  failed,
  processed,
  redriven,
  saved,
} from './records.harness';
