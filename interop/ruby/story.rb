# Runs the story of interop/story.sh with the Ruby client of openapi-generator.
require "json"
require "ledgerlink"
require "securerandom"
require "uri"

def connect(key)
  config = LedgerLink::Configuration.new
  url = URI(ENV.fetch("LEDGERLINK_BASE_URL"))
  config.scheme = url.scheme
  config.host = "#{url.host}:#{url.port}"
  config.api_key["X-API-KEY"] = key
  LedgerLink::CustomersApi.new(LedgerLink::ApiClient.new(config))
end

# Prints the status code and the message of the error that the block raises. The client does not parse error bodies.
def refused(step)
  yield
  abort "#{step}: no error"
rescue LedgerLink::ApiError => e
  puts "#{step}: #{e.code} #{JSON.parse(e.response_body).fetch("message")}"
end

api = connect(ENV.fetch("LEDGERLINK_API_KEY"))
body = LedgerLink::CreateCustomerRequest.new(external_id: "ruby-#{SecureRandom.uuid}", status: "active")

created, status = api.create_customer_with_http_info(body)
puts "create: #{status} #{created.status}"
id = created.id
puts "get: #{api.get_customer(id).status}"
inactive = LedgerLink::UpdateCustomerRequest.new(status: "inactive")
puts "update: #{api.update_customer(id, inactive).status}"
statuses = api.list_customers.to_h { |customer| [customer.id, customer.status] }
puts "list: #{statuses[id]} #{statuses["suspended-id"]}"
puts "addresses: #{[id, "customer-id"].map { |owner| api.list_customer_addresses(owner).size }.join(" ")}"
refused("duplicate") { api.create_customer(body) }
_, status = api.delete_customer_with_http_info(id)
puts "delete: #{status}"
refused("missing") { api.get_customer(id) }
refused("key") { connect("wrong").list_customers }
