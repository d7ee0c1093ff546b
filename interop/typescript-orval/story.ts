// Runs the story of interop/story.sh with the client of orval.
import { randomUUID } from "node:crypto";
import * as api from "./generated/customers.js";

/** Returns the options of a call that send the key. The generated functions do not know where the key belongs. */
const withKey = (key = "") => ({ headers: { "X-API-KEY": key } });

/** Returns the body of a successful response. The status code distinguishes the types of all responses. */
const success = <R extends { status: number; data: unknown }>(response: R) => {
  if (response.status >= 300) throw new Error(`unexpected response: ${JSON.stringify(response)}`);
  return response.data as Extract<R, { status: 200 | 201 }>["data"];
};

/** Prints the status code and the message of an error, which is a union of two shapes. */
const refused = (step: string, response: { status: number; data: unknown }) => {
  const body = response.data as api.ErrorBody;
  console.log(`${step}: ${response.status} ${"message" in body ? body.message : body.error.message}`);
};

const key = withKey(process.env["LEDGERLINK_API_KEY"]);
const body: api.CreateCustomerRequest = { externalId: `orval-${randomUUID()}`, status: "active" };

const created = await api.createCustomer(body, key);
const { id, status } = success(created);
console.log(`create: ${created.status} ${status}`);
console.log(`get: ${success(await api.getCustomer(id, key)).status}`);
const updated = await api.updateCustomer(id, { status: "inactive" }, key);
console.log(`update: ${success(updated).status}`);
const all = success(await api.listCustomers(key));
const statuses = new Map(all.map((customer) => [customer.id, customer.status]));
console.log(`list: ${statuses.get(id)} ${statuses.get("suspended-id")}`);
const addresses = async (owner: string) =>
  success(await api.listCustomerAddresses(owner, key)).length;
console.log(`addresses: ${await addresses(id)} ${await addresses("customer-id")}`);
refused("duplicate", await api.createCustomer(body, key));
console.log(`delete: ${(await api.deleteCustomer(id, key)).status}`);
refused("missing", await api.getCustomer(id, key));
refused("key", await api.listCustomers(withKey("wrong")));
