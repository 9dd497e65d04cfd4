/** The company that carries the parcels. */
export abstract class Carrier {
  /**
   * Has a parcel fetched, once for a key: asked again with the same key, it gives the same parcel.
   *
   * @returns under which the parcel is known.
   */
  abstract fetchParcel(key: string): Promise<string>;
}

/** Stands for a real one: put the client of your carrier in its place. */
export class FakeCarrier extends Carrier {
  fetchParcel(key: string): Promise<string> {
    return Promise.resolve(`parcel-${key}`);
  }
}
