#include <CppRestOpenAPIClient/api/CustomersApi.h>

#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cstdlib>
#include <iostream>

// Prints the steps of ../story.sh with a client of openapi-generator's generator cpp-restsdk.
using namespace org::openapitools::client::api;
using namespace org::openapitools::client::model;

static int status; // of the last response, which the methods do not return

static std::shared_ptr<CustomersApi> connect(const std::string& key) {
    auto configuration = std::make_shared<ApiConfiguration>();
    configuration->setBaseUrl(std::getenv("LEDGERLINK_BASE_URL"));
    configuration->setApiKey("apiKey", key);
    auto client = std::make_shared<ApiClient>(configuration);
    client->setResponseHandler([](web::http::status_code code, const web::http::http_headers&) { status = code; });
    return std::make_shared<CustomersApi>(client);
}

// The constructor that accepts a string makes an active status of every value of the spec.
static std::shared_ptr<CustomerStatus> statusOf(CustomerStatus::eCustomerStatus value) {
    auto result = std::make_shared<CustomerStatus>();
    result->setValue(value);
    return result;
}

template <class T> static std::string error(pplx::task<T> call) {
    try {
        call.get();
        return "no error";
    } catch (const ApiException& e) {
        ErrorBody body;
        body.fromJson(web::json::value::parse(*e.getContent()));
        return std::to_string(e.error_code().value()) + " " + body.getMessage()->toJson().as_string();
    }
}

int main() {
    auto api = connect(std::getenv("LEDGERLINK_API_KEY"));
    auto request = std::make_shared<CreateCustomerRequest>();
    request->setExternalId(to_string(boost::uuids::random_generator()()));
    request->setStatus(statusOf(CustomerStatus::eCustomerStatus::ACTIVE));
    auto created = api->createCustomer(request).get();
    auto id = created->getId();
    std::cout << "create: " << status << " " << created->getStatus() << "\n";
    std::cout << "get: " << api->getCustomer(id).get()->getStatus() << "\n";
    auto update = std::make_shared<UpdateCustomerRequest>();
    update->setStatus(statusOf(CustomerStatus::eCustomerStatus::INACTIVE));
    std::cout << "update: " << api->updateCustomer(id, update).get()->getStatus() << "\n";
    std::map<std::string, std::string> statuses;
    for (const auto& customer : api->listCustomers().get()) statuses[customer->getId()] = customer->getStatus();
    std::cout << "list: " << statuses[id] << " " << statuses["suspended-id"] << "\n";
    std::cout << "addresses: " << api->listCustomerAddresses(id).get().size() << " "
              << api->listCustomerAddresses("customer-id").get().size() << "\n";
    std::cout << "duplicate: " << error(api->createCustomer(request)) << "\n";
    api->deleteCustomer(id).get();
    std::cout << "delete: " << status << "\n";
    std::cout << "missing: " << error(api->getCustomer(id)) << "\n";
    std::cout << "key: " << error(connect("wrong")->listCustomers()) << "\n";
}
