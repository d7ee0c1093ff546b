package customers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Attribute keys of log records. Those of OpenTelemetry's semantic conventions (HTTP, server, error, exception) where
// it has one, else with a prefix of our own.
const (
	logMethod    = "http.request.method"
	logTemplate  = "url.template"
	logStatus    = "http.response.status_code"
	logResend    = "http.request.resend_count"
	logDuration  = "http.client.request.duration" // the name of the metric, there is no attribute
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
)

// errorTypeOther is the value for what has no type of its own.
const errorTypeOther = "_OTHER"

// WithLogger writes a record for each HTTP exchange at Debug and one for each call that failed at Warn. Its keys are
// those of OpenTelemetry's semantic conventions for HTTP where there is one, as http.request.method, url.template and
// http.response.status_code; the operation, the request ID and the waits are below ledgerlink. Durations are in
// seconds.
//
// A record never has a URL, an id of a customer, a header, a body or a word of the API's error messages, and no option
// changes that; [Error.Curl] helps to look closer at one call. The handler gets the call's context. With no logger, or
// one whose level is not enabled, nothing is put together.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) {
		if logger == nil {
			s.refuse("logger", "must not be nil")
			return
		}
		s.logger = logger
	}
}

// logObserver is the Observer that writes the records.
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
		attrs = append(attrs, slog.String(logRequestID, a.RequestID))
	}
	if kind := attemptErrorType(a); kind != "" {
		attrs = append(attrs, slog.String(logErrorType, kind))
	}
	if a.Err != nil {
		attrs = append(attrs, slog.String(logErrorText, oneLine(a.Err.Error())))
	}
	if a.Wait > 0 {
		attrs = append(attrs, slog.Float64(logWait, a.Wait.Seconds()))
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

// attrs is what every record of an exchange has.
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

// attemptErrorType names what went wrong, in few words of a small set: the status, as the conventions have it, else how
// the exchange ended.
func attemptErrorType(a Attempt) string {
	switch {
	case a.StatusCode >= http.StatusBadRequest:
		return strconv.Itoa(a.StatusCode)
	case a.Err == nil:
		return ""
	case errors.Is(a.Err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(a.Err, context.Canceled):
		return "canceled"
	}
	return errorTypeOther
}

// LogValue makes a customer safe to log: slog writes its id and nothing else. What else a customer is known by is
// marked x-sensitive in the spec. slog asks a value, not what is inside: log a customer, not a slice or a struct of
// them.
func (c Customer) LogValue() slog.Value { return slog.GroupValue(slog.String("id", c.ID)) }

// LogValue makes an account safe to log: slog writes its id and nothing else.
func (a Account) LogValue() slog.Value { return slog.GroupValue(slog.String("id", a.ID)) }

// LogValue makes the parameters safe to log: slog writes the status, not the external ID.
func (p CreateParams) LogValue() slog.Value {
	return slog.GroupValue(slog.String("status", string(p.Status)))
}

// LogValue makes an error safe to log, with the keys of [WithLogger]: operation, method, path template, status, the
// API's error code, request ID, the sentinel as error.type, and how many attempts there were. Of messages it writes
// this package's own and net/http's, never the API's, which may repeat a customer's data, and neither body nor header.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	return slog.GroupValue(e.logAttrs()...)
}

// logAttrs is what a record says of an error. The scrubber has seen all of it.
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
	if kind := e.Kind(); kind != nil {
		text(logErrorType, kind.Error())
	}
	text(logErrorText, e.diagnosis)
	if e.outcomeUnknown {
		attrs = append(attrs, slog.Bool(logUnknown, true))
	}
	return append(attrs, slog.Int(logAttempts, len(e.Attempts)))
}
