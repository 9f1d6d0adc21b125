package newsroom

import (
	"fmt"
	"strings"
	"time"
)

var months = map[string][12]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	"pt": {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	"ru": {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	"fa": {"ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"},
}

// dayIn is a day as a newspaper of that language prints it.
func dayIn(t time.Time, language string) string {
	d, m, y := t.Day(), t.Month(), t.Year()
	switch language {
	case "zh":
		return fmt.Sprintf("%d年%d月%d日", y, m, d)
	case "es", "pt":
		return fmt.Sprintf("%d de %s de %d", d, months[language][m-1], y)
	case "ru":
		return fmt.Sprintf("%d %s %d г.", d, months[language][m-1], y)
	case "fa":
		return persianDigits(fmt.Sprintf("%d %s %d", d, months[language][m-1], y))
	}
	return fmt.Sprintf("%s %d, %d", months["en"][m-1], d, y)
}

func persianDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '۰' + r - '0'
		}
		return r
	}, s)
}
