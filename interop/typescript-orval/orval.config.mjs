export default {
  customers: {
    input: "../../api/openapi.yaml",
    output: {
      baseUrl: { runtime: "process.env['LEDGERLINK_BASE_URL']" },
      client: "fetch",
      target: "generated/customers.ts",
      urlEncodeParameters: true, // otherwise an id with reserved characters reaches another path
    },
  },
};
