package customers

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"syscall"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Attribute keys of log records: those of OpenTelemetry's semantic conventions (HTTP, server, error, exception) where
// one exists, else keys with the prefix ledgerlink.
const (
	logMethod    = "http.request.method"
	logTemplate  = "url.template"
	logStatus    = "http.response.status_code"
	logResend    = "http.request.resend_count"
	logDuration  = "http.client.request.duration" // the name of the metric: there is no attribute
	logAddress   = "server.address"
	logPort      = "server.port"
	logErrorType = "error.type"
	logErrorText = "exception.message"
	logOperation = "ledgerlink.operation"
	logRequestID = "ledgerlink.request_id"
	logWait      = "ledgerlink.retry.wait"
	logCall      = "ledgerlink.call.duration"
	logAttempts  = "ledgerlink.attempts"
	logErrorCode = "ledgerlink.error.code"
	logUnknown   = "ledgerlink.outcome_unknown"
	logBudget    = "ledgerlink.retry.budget_exhausted"
)

// WithLogger writes a record for each attempt at level Debug and one for each failed call at level Warn; the default is
// no logger. It replaces the logger that the client has. The keys are those of OpenTelemetry's semantic conventions for
// HTTP where one exists, such as http.request.method, url.template and http.response.status_code; those of the
// operation, the request ID and the waits begin with ledgerlink. error.type is the text of [Attempt.Kind] or
// [Error.Kind]. Durations are in seconds. A FindByExternalID that finds no customer, and a Create of [Client.Ensure]
// that conflicts, have not failed.
//
// A record never contains a URL, the id of a customer, a header, a body or a word of the API's error messages, and no
// option changes that; [Error.Curl] helps to reproduce one call. The handler gets the call's context. If the level is
// not enabled, no attributes are built. A nil logger is [ErrInvalidArgument].
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) {
		s.setProblem("logger", reasonIf(logger == nil, "must not be nil"))
		s.logger = logger
	}
}

// logObserver is the Observer behind WithLogger.
type logObserver struct {
	logger *slog.Logger
	server []slog.Attr
}

func newLogObserver(logger *slog.Logger, base *url.URL) *logObserver {
	origin := transport.OriginOf(base)
	server := []slog.Attr{slog.String(logAddress, origin.Host)}
	if port, err := strconv.Atoi(origin.Port); err == nil {
		server = append(server, slog.Int(logPort, port))
	}
	return &logObserver{logger: logger, server: server}
}

// CallStart implements Observer.
func (*logObserver) CallStart(ctx context.Context, _ Operation) context.Context { return ctx }

// AttemptEnd implements Observer.
func (l *logObserver) AttemptEnd(ctx context.Context, op Operation, a Attempt) {
	if !l.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := l.attrs(op, a.StatusCode)
	attrs = append(attrs,
		slog.Int(logResend, op.Attempt-1),
		slog.Float64(logDuration, a.Duration.Seconds()))
	if a.RequestID != "" {
		attrs = append(attrs, slog.String(logRequestID, oneLine(a.RequestID)))
	}
	if kind := a.Kind(); kind != nil {
		attrs = append(attrs, slog.String(logErrorType, kind.Error()))
	}
	if a.Err != nil {
		attrs = append(attrs, slog.String(logErrorText, failureText(a.Err)))
	}
	if a.Wait > 0 {
		attrs = append(attrs, slog.Float64(logWait, a.Wait.Seconds()))
	}
	if a.BudgetExhausted {
		attrs = append(attrs, slog.Bool(logBudget, true))
	}
	l.logger.LogAttrs(ctx, slog.LevelDebug, "customers: HTTP exchange", attrs...)
}

// CallEnd implements Observer.
func (l *logObserver) CallEnd(ctx context.Context, _ Operation, result CallResult) {
	if result.Err == nil || !l.logger.Enabled(ctx, slog.LevelWarn) {
		return
	}
	var e *Error
	if !errors.As(result.Err, &e) {
		return
	}
	attrs := append(e.logAttrs(), l.server...)
	attrs = append(attrs, slog.Float64(logCall, result.Duration.Seconds()))
	l.logger.LogAttrs(ctx, slog.LevelWarn, "customers: call failed", attrs...)
}

// attrs returns the attributes that every record of an attempt has.
func (l *logObserver) attrs(op Operation, status int) []slog.Attr {
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs,
		slog.String(logOperation, op.Name),
		slog.String(logMethod, op.Method),
		slog.String(logTemplate, op.Route))
	if status != 0 {
		attrs = append(attrs, slog.Int(logStatus, status))
	}
	return append(attrs, l.server...)
}

// failureText returns fixed words for a failed exchange. The text of the error itself may repeat words of the server,
// such as the value of a malformed header.
func failureText(err error) string {
	if text := transport.OwnText(err); text != "" {
		return text
	}
	var (
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		alert       tls.AlertError
		record      tls.RecordHeaderError
		op          *net.OpError
	)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "the deadline of the context passed"
	case errors.Is(err, context.Canceled):
		return "the context was canceled"
	case errors.As(err, &dns):
		return "DNS lookup failed"
	case errors.As(err, &certificate):
		return "TLS certificate not accepted"
	case errors.As(err, &alert), errors.As(err, &record):
		return "TLS handshake failed"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.As(err, &op) && op.Op == "dial":
		return "connection failed"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "connection closed early"
	case errors.Is(err, io.ErrNoProgress):
		return "response made no progress"
	}
	return "HTTP exchange failed"
}

// LogValue makes a customer safe to log: slog writes its id and nothing else, because the spec marks the other
// identifying fields x-sensitive. slog calls LogValue only on the top-level value: log a customer, not a slice or a
// struct of customers.
func (c Customer) LogValue() slog.Value { return slog.GroupValue(slog.String("id", c.ID)) }

// LogValue makes an account safe to log: slog writes its id and nothing else.
func (a Account) LogValue() slog.Value { return slog.GroupValue(slog.String("id", a.ID)) }

// LogValue makes the parameters safe to log: slog writes the status, not the external ID.
func (p CreateParams) LogValue() slog.Value {
	return slog.GroupValue(slog.String("status", string(p.Status)))
}

// LogValue makes the result of one item safe to log: the index, the outcome, the customer, the parameters and the error
// as their own LogValue methods write them.
func (r BulkResult) LogValue() slog.Value { return slog.GroupValue(r.logAttrs()...) }

// MarshalJSON returns the attributes of LogValue as one object, without the external ID.
func (r BulkResult) MarshalJSON() ([]byte, error) { return marshalAttrs(r.logAttrs()) }

func (r BulkResult) logAttrs() []slog.Attr {
	attrs := []slog.Attr{
		slog.Int("index", r.Index), slog.String("outcome", string(r.Outcome)), slog.Any("params", r.Params),
	}
	if r.Customer != nil {
		attrs = append(attrs, slog.Any("customer", r.Customer))
	}
	var e *Error
	if errors.As(r.Err, &e) {
		attrs = append(attrs, slog.Any("error", e))
	}
	return attrs
}

// LogValue makes an error safe to log. slog writes, with the keys of [WithLogger], the operation, the HTTP method, the
// path template, the status code, the API's error code, the request ID, the sentinel as error.type, and the number of
// attempts. exception.message describes the failure in words of this package, such as the invalid arguments or the
// timeout, never in those of the API or of another error, which may repeat customer data. Headers and body are not
// written. slog calls LogValue only on the top-level value: of an error that wraps e, it writes Error().
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	return slog.GroupValue(e.logAttrs()...)
}

// MarshalJSON returns the attributes of LogValue as one object.
func (e Error) MarshalJSON() ([]byte, error) { return marshalAttrs(e.logAttrs()) }

// marshalAttrs returns attributes of LogValue methods as a JSON object.
func marshalAttrs(attrs []slog.Attr) ([]byte, error) {
	var b bytes.Buffer
	enc := jsontext.NewEncoder(&b, jsontext.AllowInvalidUTF8(true))
	if err := writeAttrs(enc, attrs); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

func writeAttrs(enc *jsontext.Encoder, attrs []slog.Attr) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, a := range attrs {
		if err := enc.WriteToken(jsontext.String(a.Key)); err != nil {
			return err
		}
		if err := writeValue(enc, a.Value.Resolve()); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

func writeValue(enc *jsontext.Encoder, v slog.Value) error {
	switch v.Kind() { //nolint:exhaustive // the other kinds are not in any LogValue of this package
	case slog.KindGroup:
		return writeAttrs(enc, v.Group())
	case slog.KindInt64:
		return enc.WriteToken(jsontext.Int(v.Int64()))
	case slog.KindBool:
		return enc.WriteToken(jsontext.Bool(v.Bool()))
	}
	return enc.WriteToken(jsontext.String(v.String()))
}

// logAttrs returns the attributes of an error. The secrets of the call are already redacted in all of them.
func (e *Error) logAttrs() []slog.Attr {
	attrs := make([]slog.Attr, 0, 12)
	text := func(key, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(key, oneLine(value)))
		}
	}
	text(logOperation, e.Op)
	text(logMethod, e.Method)
	text(logTemplate, e.Route)
	if e.StatusCode != 0 {
		attrs = append(attrs, slog.Int(logStatus, e.StatusCode))
	}
	text(logErrorCode, e.Code)
	text(logRequestID, e.RequestID)
	text(logErrorType, e.Kind().Error())
	if e.logMessage != "" {
		attrs = append(attrs, slog.String(logErrorText, printable(e.logMessage))) // words of this package are not cut
	}
	if e.outcomeUnknown {
		attrs = append(attrs, slog.Bool(logUnknown, true))
	}
	if e.budgetExhausted() {
		attrs = append(attrs, slog.Bool(logBudget, true))
	}
	return append(attrs, slog.Int(logAttempts, len(e.Attempts)))
}
