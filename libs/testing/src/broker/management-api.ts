/** A queue as the management API lists it; counts lag behind by its sampling. */
export interface QueueState {
  readonly name: string;
  readonly type: 'classic' | 'quorum' | 'stream';
  readonly messages: number;
  readonly consumers: number;
}

/** A message taken from a queue by the management API. */
export interface PeekedMessage {
  readonly payload: string;
  readonly routing_key: string;
  readonly properties: {
    readonly message_id?: string;
    readonly headers?: Readonly<Record<string, unknown>>;
  };
}

const ALL_RIGHTS = { configure: '.*', write: '.*', read: '.*' };

/** RabbitMQ's management HTTP API, within one virtual host. */
export class ManagementApi {
  constructor(
    private readonly base: string,
    private readonly username: string,
    private readonly password: string,
    private readonly vhost: string,
  ) {}

  async createVhost(): Promise<void> {
    await this.call('PUT', `vhosts/${this.vhost}`);
  }

  async deleteVhost(): Promise<void> {
    await this.call('DELETE', `vhosts/${this.vhost}`);
  }

  async definitions(): Promise<unknown> {
    return this.call('GET', `definitions/${this.vhost}`);
  }

  async queues(): Promise<QueueState[]> {
    return (await this.call('GET', `queues/${this.vhost}`)) as QueueState[];
  }

  /** The names of the connections that are open; each new one has another name. */
  async connections(): Promise<string[]> {
    const all = await this.call('GET', `vhosts/${this.vhost}/connections`);
    return (all as { name: string }[]).map(({ name }) => name);
  }

  /** What the connections call themselves. */
  async connectionNames(): Promise<string[]> {
    const all = await this.call('GET', `vhosts/${this.vhost}/connections`);
    return (all as { client_properties?: { connection_name?: string } }[]).map(
      ({ client_properties: properties }) => properties?.connection_name ?? '',
    );
  }

  async consumerTags(): Promise<string[]> {
    const all = (await this.call('GET', `consumers/${this.vhost}`)) as { consumer_tag: string }[];
    return all.map(({ consumer_tag: tag }) => tag);
  }

  /** A user with these rights in this virtual host, and nowhere else; default: all. */
  async addUser(name: string, password: string, tags = '', rights = ALL_RIGHTS): Promise<void> {
    const user = encodeURIComponent(name);
    await this.call('PUT', `users/${user}`, { password, tags });
    await this.call('PUT', `permissions/${this.vhost}/${user}`, rights);
  }

  async removeUser(name: string): Promise<void> {
    await this.call('DELETE', `users/${encodeURIComponent(name)}`);
  }

  /** Whether every queue but these is empty; what is in a stream stays there. */
  async areQueuesEmpty(except: readonly string[] = []): Promise<boolean> {
    return (await this.queues()).every(
      ({ messages, name, type }) => type === 'stream' || messages === 0 || except.includes(name),
    );
  }

  /** Looks at up to `count` messages of a queue and puts them back. */
  async peek(queue: string, count: number): Promise<PeekedMessage[]> {
    return (await this.call('POST', `queues/${this.vhost}/${queue}/get`, {
      count,
      ackmode: 'ack_requeue_true',
      encoding: 'auto',
    })) as PeekedMessage[];
  }

  /**
   * Sets arguments of the queues whose names match, beside those they were declared with; of two
   * limits the lower one counts. What a queue holds already keeps what it came under.
   */
  async setPolicy(
    name: string,
    pattern: string,
    definition: object,
    kind: 'operator-policies' | 'policies' = 'policies',
  ): Promise<void> {
    await this.call('PUT', `${kind}/${this.vhost}/${name}`, {
      pattern,
      definition,
      'apply-to': 'queues',
    });
  }

  async deletePolicy(name: string): Promise<void> {
    await this.call('DELETE', `policies/${this.vhost}/${name}`);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.base}/api/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`,
        'content-type': 'application/json',
        // RabbitMQ 4.3 closes idle connections while a client still counts on them.
        connection: 'close',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok && !(method === 'DELETE' && response.status === 404)) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}
