import {
  addresses,
  collection,
  connect,
  type CreateCustomerDto,
  customer,
  type Customer,
  single,
  type UpdateCustomerDto,
} from "./client.js";

/** The vendor's name for the two documented values, of which the spec keeps the type. */
export const CustomerStatus = { ACTIVE: "active", INACTIVE: "inactive" } as const satisfies Record<
  string,
  UpdateCustomerDto["status"]
>;

/** What an answer outside 2xx is thrown as. */
export class ApiError extends Error {
  constructor(readonly response: Response) {
    super(`${response.status} ${response.statusText}`);
  }
}

interface Answer<T> {
  data?: T;
  response: Response;
}

const done = <T>({ data, response }: Answer<T>): T | undefined => {
  if (!response.ok) throw new ApiError(response);
  return data;
};

const value = <T>(answer: Answer<T>): T => {
  const data = done(answer);
  if (data === undefined) throw new ApiError(answer.response);
  return data;
};

/** The vendor's SDK over the spec's types: the six documented names, a line each. */
export class LinkSDK {
  constructor(baseUrl: string, apiKey: string, private readonly api = connect(baseUrl, apiKey)) {}

  readonly customers = {
    create: async (dto: CreateCustomerDto): Promise<Customer> => value(await this.api.POST(collection, { body: dto })),
    findAll: async (): Promise<Customer[]> => value(await this.api.GET(collection)),
    getById: async (id: string): Promise<Customer> => value(await this.api.GET(single, customer(id))),
    update: async (id: string, dto: UpdateCustomerDto): Promise<Customer> =>
      value(await this.api.PUT(single, { ...customer(id), body: dto })),
    delete: async (id: string): Promise<void> => void done(await this.api.DELETE(single, customer(id))),
    getAllAddressesForCustomer: async (id: string): Promise<string[]> =>
      value(await this.api.GET(addresses, customer(id))),
  };
}
