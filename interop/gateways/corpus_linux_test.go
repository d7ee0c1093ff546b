package gateways_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
)

// corpus returns the ids that are tried, each once, in the same order in every run.
func corpus() []string {
	ids := slices.Concat(
		documented(), asciiIDs(), pairs(), pathTricks(), percentSequences(), unicodeIDs(), longIDs(), uuids(), randomIDs())
	known := map[string]bool{}
	return slices.DeleteFunc(ids, func(id string) bool {
		repeated := known[id]
		known[id] = true
		return repeated
	})
}

func documented() []string {
	return []string{
		"customer-id", "Customer-ID", "CUSTOMER-ID", "customer_id", "customer.id", "customer~id", "1", "0", "01", "-1", "1e3",
		"true", "null", "undefined", "accounts", "addresses", "customers", "api", "v1", "index.html", "favicon.ico", "",
	}
}

// printable returns the printable ASCII characters.
func printable() (chars []string) {
	for c := ' '; c <= '~'; c++ {
		chars = append(chars, string(c))
	}
	return chars
}

// asciiIDs has every printable character alone, repeated, and at each position of an id.
func asciiIDs() (ids []string) {
	for _, c := range printable() {
		ids = append(ids, c, c+c, c+c+c, "a"+c+"b", c+"a", "a"+c)
	}
	for c := range 0x20 { // control characters
		ids = append(ids, "a"+string(rune(c))+"b")
	}
	return append(ids, "a\x7fb", "a\xffb", "a\xc0\xafb")
}

// pairs has every pair of printable characters.
func pairs() (ids []string) {
	for _, first := range printable() {
		for _, second := range printable() {
			ids = append(ids, first+second)
		}
	}
	return ids
}

// pathTricks joins the segments that change a path with the characters that separate segments, or are mistaken for one.
func pathTricks() (ids []string) {
	segments := []string{"", ".", "..", "...", ". .", ".. ", " ..", "a", "users", "..a", "a..", ".a"}
	separators := []string{
		"/", "//", `\`, ";", "?", "#", "%2f", "%2F", "%5c", "%252f", "%3b", "%3f", "%23", "%00", ":", ",", "&", "=", "|", "@",
		"\u2044", "\u2215", "\uff0f", // slashes of other scripts
	}
	for _, separator := range separators {
		for _, before := range segments {
			for _, after := range segments {
				ids = append(ids, before+separator+after)
			}
		}
	}
	return append(
		ids, "../../users/1", "a/../b", "a/./b", "..;", "..;/", "a;b", "a;jsessionid=1", ";..", "..;a=b/users/1",
		"//host/x", "http://host/x", "https:%2f%2fhost", "a?b=c", "?", "#", "a#b", "a?b#c", "a&b=c", "*", "a*", "~", "~root",
		"a HTTP/1.1", "a HTTP", "a ", " a", "a b", "a+b", "a\tb", "a\r\nHost: b", "$1", "$uri", "${id}", "{id}", "[0]", "a[]",
		`"a"`, "'a'", "`a`", "<a>", "(a)", "a,b", "a:80", "a@b", "a@host:80", "^a$", "a|b", "%", "%%", "a%", "!a", "=", "a=b",
	)
}

// percentSequences has every encoded byte, in both cases, encoded twice, and broken.
func percentSequences() (ids []string) {
	for c := range 0x100 {
		ids = append(ids, fmt.Sprintf("a%%%02Xb", c), fmt.Sprintf("a%%25%02Xb", c))
	}
	for _, sequence := range []string{
		"%2e", "%2e%2e", "%2E%2e", ".%2e", "%2e.", "%252e%252e", "%25252e", "%2e%2e%2f", "%2e%2e%5c", "%u002f", "%u2215",
		"%c0%af", "%c0%ae%c0%ae", "%e0%80%af", "%2", "%g0", "%0g", "%-1", "% 2f", "%2 f", "%%32%66", "%25%32%66", "%0d%0a",
		"%EF%BC%8F", "%zz",
	} {
		ids = append(ids, sequence, "a"+sequence, sequence+"b", "a"+sequence+"b")
	}
	return ids
}

func unicodeIDs() (ids []string) {
	for _, text := range []string{
		"ü", "Ü", "u\u0308", "ß", "SS", "İ", "ı", "K", "k", "é", "日本語", "Ελλάδα", "עברית", "العربية", "👩‍👩‍👧", "\u00a0", "\u0085", "\u2028",
		"\u2029", "\u200b", "\u202e", "\ufeff", "\ufffd", "\U0001f600", "\U0010ffff", "\u00ad", "\u3002", "\uff0e\uff0e", "\u2024",
		"\u2025", "\u2026", "\uff05", "\uff1f", "\uff03", "\uff1b", "\uff3c", "\u29f5", "\u037e", "\uff0e",
	} {
		ids = append(ids, text, "a"+text, text+"b", "a"+text+"b", text+"."+text, url.PathEscape(text))
	}
	return ids
}

// longIDs ends at the bound of 512 bytes and beyond.
func longIDs() (ids []string) {
	for _, n := range []int{64, 128, 255, 256, 257, 511, 512, 513, 1024, 9000} {
		ids = append(
			ids, strings.Repeat("a", n), strings.Repeat(".", n), strings.Repeat(" ", n), strings.Repeat("ü", n/2),
			strings.Repeat("%", n), strings.Repeat("../", n/3), strings.Repeat("日", n/3), strings.Repeat("a.", n/2))
	}
	return ids
}

// uuids has UUIDs, and the same in upper case, with braces and as a URN.
func uuids() (ids []string) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the ids are to be the same in every run
	for range 40 {
		high, low := random.Uint64(), random.Uint64()
		id := fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", high>>32, high>>16&0xffff, high&0xfff, 0x8000|low>>50, low&0xffffffffffff)
		ids = append(ids, id, strings.ToUpper(id), strings.ReplaceAll(id, "-", ""), "{"+id+"}", "urn:uuid:"+id)
	}
	return ids
}

// randomIDs mixes characters that gateways treat specially with letters.
func randomIDs() (ids []string) {
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the ids are to be the same in every run
	letters := []rune("aB1-_.~ !$&'()*+,;=:@/?#[]%\\\"<>^`{|}ü\u2215")
	for range 500 {
		id := make([]rune, 1+random.IntN(12))
		for i := range id {
			id[i] = letters[random.IntN(len(letters))]
		}
		ids = append(ids, string(id))
	}
	return ids
}
