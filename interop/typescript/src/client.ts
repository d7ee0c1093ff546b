import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "../generated/openapi.js";

export type Customer = components["schemas"]["Customer"];
export type CreateCustomerDto = components["schemas"]["CreateCustomerRequest"];
export type UpdateCustomerDto = components["schemas"]["UpdateCustomerRequest"];
export type ErrorBody = components["schemas"]["ErrorBody"];
export type ApiClient = Client<paths>;

/** The paths of the spec. openapi-fetch derives the types of requests and responses from them. */
export const collection = "/api/v1/account-manager/customers" satisfies keyof paths;
export const single = "/api/v1/account-manager/customers/{id}" satisfies keyof paths;
export const addresses = "/api/v1/account-manager/customers/{id}/accounts/addresses" satisfies keyof paths;

/** Returns a client that sends the key in the header that the spec names. */
export const connect = (baseUrl: string, apiKey: string): ApiClient =>
  createClient<paths>({ baseUrl, headers: { "X-API-KEY": apiKey } });

/** Returns the parameters of an operation on one customer. */
export const customer = (id: string) => ({ params: { path: { id } } });

/** Returns the message of an error body: in an envelope it is one level deeper than in a flat error. */
export const message = (body: ErrorBody): string =>
  "message" in body ? [body.message].flat().join("; ") : body.error.message;
