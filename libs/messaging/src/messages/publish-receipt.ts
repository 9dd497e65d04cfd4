/** Proof that the broker has the message, and a queue unless it was not `mandatory`. */
export interface PublishReceipt {
  readonly outcome: 'confirmed';
  readonly messageId: string;
  readonly exchange: string;
  readonly routingKey: string;
  /** Of an event for later: the schedule has it, and no queue yet. Absent: it was published at once. */
  readonly deliverAt?: Date;
}
