package sandbox

import (
	"testing"
	"time"
)

func TestMoment(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 2*60*60)
	got := moment(time.Date(2026, time.April, 2, 11, 0, 0, 1_999_999, zone))
	want := time.Date(2026, time.April, 2, 9, 0, 0, 1_000_000, time.UTC)
	if !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("moment() = %v, want %v", got, want)
	}
}

func TestUpdatedLeavesTheOldRecord(t *testing.T) {
	t.Parallel()
	old, err := record{id: "a", status: "active", accounts: "[]"}.encoded()
	if err != nil {
		t.Fatal(err)
	}
	before := *old
	updated, err := old.updated("inactive", old.updatedAt)
	if err != nil {
		t.Fatal(err)
	}
	if *old != before {
		t.Errorf("the old record has changed: %+v", *old)
	}
	if got := updated.updatedAt.Sub(old.updatedAt); got != time.Millisecond {
		t.Errorf("updatedAt moved by %v, want 1ms", got)
	}
	if updated.wire == old.wire {
		t.Error("the wire form has not changed")
	}
}
