<?php
// Runs the story of interop/story.sh with the PHP client of openapi-generator.
declare(strict_types=1);

use LedgerLink\Api\CustomersApi;
use LedgerLink\ApiException;
use LedgerLink\Configuration;
use LedgerLink\Model\CreateCustomerRequest;
use LedgerLink\Model\CustomerStatus;
use LedgerLink\Model\UpdateCustomerRequest;

// A program with Composer requires vendor/autoload.php instead.
require 'GuzzleHttp/autoload.php';
spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . '/generated/lib' . strtr(substr($class, strlen('LedgerLink')), '\\', '/') . '.php';
    if (str_starts_with($class, 'LedgerLink\\')) {
        require $file;
    }
});
set_error_handler(static fn (int $level, string $text) => throw new ErrorException($text, 0, $level));

function connect(string $key): CustomersApi
{
    $config = (new Configuration())->setHost(getenv('LEDGERLINK_BASE_URL'))->setApiKey('X-API-KEY', $key);
    return new CustomersApi(null, $config);
}

/** Prints the status code and the message of the error. */
function refused(string $step, callable $call): void
{
    try {
        $call();
    } catch (ApiException $e) {
        echo "$step: {$e->getCode()} {$e->getResponseObject()->getMessage()}\n";
        return;
    }
    throw new RuntimeException("$step: no error");
}

$api = connect(getenv('LEDGERLINK_API_KEY'));
$body = new CreateCustomerRequest(['external_id' => uniqid('php-', true), 'status' => CustomerStatus::ACTIVE]);

[$created, $status] = $api->createCustomerWithHttpInfo($body);
echo "create: $status {$created->getStatus()}\n";
$id = $created->getId();
echo "get: {$api->getCustomer($id)->getStatus()}\n";
$inactive = new UpdateCustomerRequest(['status' => CustomerStatus::INACTIVE]);
echo "update: {$api->updateCustomer($id, $inactive)->getStatus()}\n";
$statuses = [];
foreach ($api->listCustomers() as $customer) {
    $statuses[$customer->getId()] = $customer->getStatus();
}
echo "list: {$statuses[$id]} {$statuses['suspended-id']}\n";
$addresses = static fn (string $owner): int => count($api->listCustomerAddresses($owner));
echo "addresses: {$addresses($id)} {$addresses('customer-id')}\n";
refused('duplicate', static fn () => $api->createCustomer($body));
[, $status] = $api->deleteCustomerWithHttpInfo($id);
echo "delete: $status\n";
refused('missing', static fn () => $api->getCustomer($id));
refused('key', static fn () => connect('wrong')->listCustomers());
