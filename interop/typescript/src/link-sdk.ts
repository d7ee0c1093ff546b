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

/** The two documented values under the vendor's names; the spec checks their type. */
export const CustomerStatus = { ACTIVE: "active", INACTIVE: "inactive" } as const satisfies Record<
  string,
  UpdateCustomerDto["status"]
>;

/** Thrown for a response with a status code outside 2xx. */
export class ApiError extends Error {
  constructor(readonly response: Response) {
    super(`${response.status} ${response.statusText}`);
  }
}

interface Result<T> {
  data?: T;
  response: Response;
}

const check = <T>({ data, response }: Result<T>): T | undefined => {
  if (!response.ok) throw new ApiError(response);
  return data;
};

const value = <T>(result: Result<T>): T => {
  const data = check(result);
  if (data === undefined) throw new ApiError(result.response);
  return data;
};

/** The six methods of the vendor's SDK, implemented with the types of the spec. */
export class LinkSDK {
  constructor(baseUrl: string, apiKey: string, private readonly api = connect(baseUrl, apiKey)) {}

  readonly customers = {
    create: async (dto: CreateCustomerDto): Promise<Customer> => value(await this.api.POST(collection, { body: dto })),
    findAll: async (): Promise<Customer[]> => value(await this.api.GET(collection)),
    getById: async (id: string): Promise<Customer> => value(await this.api.GET(single, customer(id))),
    update: async (id: string, dto: UpdateCustomerDto): Promise<Customer> =>
      value(await this.api.PUT(single, { ...customer(id), body: dto })),
    delete: async (id: string): Promise<void> => void check(await this.api.DELETE(single, customer(id))),
    getAllAddressesForCustomer: async (id: string): Promise<string[]> =>
      value(await this.api.GET(addresses, customer(id))),
  };
}
