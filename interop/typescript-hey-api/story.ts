// Runs the story of interop/story.sh with the client of @hey-api/openapi-ts.
import { randomUUID } from "node:crypto";
import { createClient } from "./generated/client/index.js";
import * as api from "./generated/index.js";

const connect = (key: string | undefined) =>
  createClient({ baseUrl: process.env["LEDGERLINK_BASE_URL"] ?? "", auth: key ?? "" });

/** Returns the value. A call returns data or an error, and throws only if there is no response. */
const required = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("neither the expected value nor an error");
  return value;
};

/** Prints the status code and the message of an error, which is a union of two shapes. */
const refused = (step: string, { error, response }: { error: unknown; response: Response | undefined }) => {
  const body = error as api.ErrorBody;
  console.log(`${step}: ${response?.status} ${"message" in body ? body.message : body.error.message}`);
};

const client = connect(process.env["LEDGERLINK_API_KEY"]);
const body: api.CreateCustomerRequest = { externalId: `hey-api-${randomUUID()}`, status: "active" };

const created = await api.createCustomer({ client, body });
const { id, status } = required(created.data);
console.log(`create: ${created.response.status} ${status}`);
const path = { id };
console.log(`get: ${(await api.getCustomer({ client, path })).data?.status}`);
const updated = await api.updateCustomer({ client, path, body: { status: "inactive" } });
console.log(`update: ${updated.data?.status}`);
const all = required((await api.listCustomers({ client })).data);
const statuses = new Map(all.map((customer) => [customer.id, customer.status]));
console.log(`list: ${statuses.get(id)} ${statuses.get("suspended-id")}`);
const own = await api.listCustomerAddresses({ client, path });
const documented = await api.listCustomerAddresses({ client, path: { id: "customer-id" } });
console.log(`addresses: ${own.data?.length} ${documented.data?.length}`);
refused("duplicate", await api.createCustomer({ client, body }));
console.log(`delete: ${(await api.deleteCustomer({ client, path })).response.status}`);
refused("missing", await api.getCustomer({ client, path }));
refused("key", await api.listCustomers({ client: connect("wrong") }));
