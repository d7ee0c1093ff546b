module github.com/ledgerlink/link-sdk-go/internal/spectest

go 1.26.0

require (
	github.com/chromedp/cdproto v0.159.0
	github.com/chromedp/chromedp v0.23.0
	github.com/google/go-cmp v0.7.0
	github.com/ledgerlink/link-sdk-go v0.0.0
	go.yaml.in/yaml/v3 v3.0.4
)

require github.com/go-json-experiment/json v1.27.2 // indirect

replace github.com/ledgerlink/link-sdk-go => ../..
