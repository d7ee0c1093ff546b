package server

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"strconv"
	"time"
)

// appendList appends a JSON list of n customers with the given number of accounts each. The same arguments always
// append the same bytes. Ids and external IDs are unique; participants, types and names repeat, as in a real list.
func appendList(b []byte, n, accounts int) []byte {
	g := generator{rand.New(rand.NewPCG(uint64(n), uint64(accounts)))} //nolint:gosec // every run needs the same bodies
	b = append(b, '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = g.appendCustomer(b, i, accounts)
	}
	return append(b, ']')
}

type generator struct{ rnd *rand.Rand }

func (g generator) appendCustomer(b []byte, i, accounts int) []byte {
	b = g.appendUUID(append(b, `{"id":`...))
	b = append(b, `,"externalId":"customer-ext-`...)
	b = strconv.AppendInt(b, int64(i+1), 10)
	b = append(b, `","status":"`...)
	b = append(b, g.oneOf("active", "active", "active", "inactive")...)
	b = append(b, `","participantId":"participant-`...)
	b = strconv.AppendInt(b, int64(101+g.rnd.IntN(5)), 10)
	b = append(b, `","accounts":[`...)
	for j := range accounts {
		if j > 0 {
			b = append(b, ',')
		}
		b = g.appendAccount(b)
	}
	b = append(b, ']')
	return append(g.appendTimes(b), '}')
}

func (g generator) appendAccount(b []byte) []byte {
	b = g.appendUUID(append(b, `{"id":`...))
	b = append(b, `,"type":"`...)
	b = append(b, g.oneOf("stablecoins", "fiat")...)
	b = append(b, `","status":"`...)
	b = append(b, g.oneOf("active", "active", "active", "closed")...)
	b = append(b, `","name":"`...)
	b = append(b, g.oneOf("Main account", "Savings", "Payroll", "Réserve")...)
	b = append(b, '"')
	return append(g.appendTimes(b), '}')
}

func (g generator) appendUUID(b []byte) []byte {
	var id [16]byte
	binary.LittleEndian.PutUint64(id[:8], g.rnd.Uint64())
	binary.LittleEndian.PutUint64(id[8:], g.rnd.Uint64())
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // version 4 of RFC 9562
	b = append(b, '"')
	for i, group := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, group)
	}
	return append(b, '"')
}

func (g generator) appendTimes(b []byte) []byte {
	const layout = `2006-01-02T15:04:05.000Z07:00`
	created := time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(g.rnd.Int64N(int64(90 * 24 * time.Hour))))
	updated := created.Add(time.Duration(g.rnd.Int64N(int64(90 * 24 * time.Hour))))
	b = created.AppendFormat(append(b, `,"createdAt":"`...), layout)
	b = updated.AppendFormat(append(b, `","updatedAt":"`...), layout)
	return append(b, '"')
}

func (g generator) oneOf(values ...string) string { return values[g.rnd.IntN(len(values))] }
