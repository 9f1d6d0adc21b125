package fetch

import (
	"errors"
	"net"
	"time"
)

// meter reads from a connection within the limits of time: the first byte,
// the total, and the rate at which bytes must come.
type meter struct {
	conn  net.Conn
	l     Limits
	end   time.Time // of the whole
	first time.Time // by when the first byte must come
	began time.Time // when it came
	n     int64
	why   *Failure // which limit was met
}

func (m *meter) Read(p []byte) (int, error) {
	by, why := m.deadline()
	if err := m.conn.SetReadDeadline(by); err != nil {
		return 0, err
	}
	n, err := m.conn.Read(p)
	if n > 0 && m.n == 0 {
		m.began = time.Now()
	}
	m.n += int64(n)
	var t net.Error
	if errors.As(err, &t) && t.Timeout() {
		m.why = why()
	}
	return n, err
}

// deadline is by when the next bytes must come, and what it means if they do
// not. While n bytes are there, the average rate holds until began + n/rate.
func (m *meter) deadline() (time.Time, func() *Failure) {
	by, why := m.end, func() *Failure { return fail(TimedOut, "not finished in time") }
	earlier := func(t time.Time, f func() *Failure) {
		if t.Before(by) {
			by, why = t, f
		}
	}
	if m.n == 0 {
		earlier(m.first, func() *Failure { return fail(TimedOut, "no answer within %v", m.l.FirstByte) })
	} else {
		held := time.Duration(float64(m.n) / float64(m.l.Rate) * float64(time.Second))
		earlier(m.began.Add(max(m.l.Grace, held)), func() *Failure {
			return fail(TooSlow, "%d bytes in %v, less than %d a second", m.n, time.Since(m.began).Round(time.Second/10), m.l.Rate)
		})
	}
	return by, why
}
