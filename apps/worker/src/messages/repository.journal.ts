import { Injectable } from '@nestjs/common';
import { Journal, type ProcessedRecord } from '@warren/messaging';
import { MessageRepository } from './message.repository';

/** Keeps what was processed in the repository, as long as the process lives. */
@Injectable()
export class RepositoryJournal extends Journal {
  constructor(private readonly repository: MessageRepository) {
    super();
  }

  append(record: ProcessedRecord): Promise<void> {
    this.repository.save(record);
    return Promise.resolve();
  }

  has(queue: string, messageId: string): boolean {
    return this.repository
      .findByMessageId(messageId)
      .some(({ delivery }) => delivery.queue === queue);
  }
}
