package check

import (
	"strings"
	"time"
)

// months, weekdays and relative words of each language: entries as in a
// vocabulary, with the number of the month, of the weekday (Sunday is 0), or
// of days from the publication.
type calendar struct{ months, weekdays, days, lastMonth, lastYear, nextYear string }

var calendars = map[string]calendar{
	"en": {
		months:   "1 january jan; 2 february feb; 3 march mar; 4 april apr; 5 may; 6 june jun; 7 july jul; 8 august aug; 9 september sept sep; 10 october oct; 11 november nov; 12 december dec",
		weekdays: "0 sunday; 1 monday; 2 tuesday; 3 wednesday; 4 thursday; 5 friday; 6 saturday",
		days:     "0 today tonight; -1 yesterday; 1 tomorrow", lastMonth: "last month", lastYear: "last year", nextYear: "next year",
	},
	"es": {
		months:   "1 enero ene; 2 febrero feb; 3 marzo mar; 4 abril abr; 5 mayo may; 6 junio jun; 7 julio jul; 8 agosto ago; 9 septiembre setiembre sept sep set; 10 octubre oct; 11 noviembre nov; 12 diciembre dic",
		weekdays: "0 domingo; 1 lunes; 2 martes; 3 miércoles; 4 jueves; 5 viernes; 6 sábado",
		days:     "0 hoy; -1 ayer anoche; 1 mañana", lastMonth: "mes pasado", lastYear: "año pasado", nextYear: "próximo año",
	},
	"pt": {
		months:   "1 janeiro jan; 2 fevereiro fev; 3 março; 4 abril abr; 5 maio mai; 6 junho jun; 7 julho jul; 8 agosto ago; 9 setembro set; 10 outubro out; 11 novembro nov; 12 dezembro dez",
		weekdays: "0 domingo; 1 segunda; 2 terça; 3 quarta; 4 quinta; 5 sexta; 6 sábado",
		days:     "0 hoje; -1 ontem; 1 amanhã", lastMonth: "mês passado", lastYear: "ano passado", nextYear: "próximo ano",
	},
	"fr": {
		months:   "1 janvier janv; 2 février févr; 3 mars; 4 avril avr; 5 mai; 6 juin; 7 juillet juil; 8 août; 9 septembre sept; 10 octobre oct; 11 novembre nov; 12 décembre déc",
		weekdays: "0 dimanche; 1 lundi; 2 mardi; 3 mercredi; 4 jeudi; 5 vendredi; 6 samedi",
		days:     "0 aujourd; -1 hier; 1 demain", lastMonth: "mois dernier", lastYear: "an dernier", nextYear: "prochaine année",
	},
	"ru": {
		months:   "1 января январь январе янв; 2 февраля февраль феврале фев; 3 марта март марте; 4 апреля апрель апреле апр; 5 мая май мае; 6 июня июнь июне; 7 июля июль июле; 8 августа август августе авг; 9 сентября сентябрь сентябре сен сент; 10 октября октябрь октябре окт; 11 ноября ноябрь ноябре ноя; 12 декабря декабрь декабре дек",
		weekdays: "0 воскресенье; 1 понедельник; 2 вторник; 3 среда среду; 4 четверг; 5 пятница пятницу; 6 суббота субботу",
		days:     "0 сегодня; -1 вчера; 1 завтра", lastMonth: "прошлом месяце", lastYear: "прошлом году", nextYear: "следующем году",
	},
	"fa": {
		months:   "1 ژانویه; 2 فوریه; 3 مارس; 4 آوریل; 5 مه می; 6 ژوئن; 7 ژوئیه جولای; 8 اوت آگوست; 9 سپتامبر; 10 اکتبر; 11 نوامبر; 12 دسامبر",
		weekdays: "0 یکشنبه; 1 دوشنبه; 2 سهشنبه; 3 چهارشنبه; 4 پنجشنبه; 5 جمعه; 6 شنبه",
		days:     "0 امروز امشب; -1 دیروز دیشب; 1 فردا", lastMonth: "ماه گذشته", lastYear: "سال گذشته", nextYear: "سال آینده",
	},
	"ar": {
		months:   "1 يناير; 2 فبراير; 3 مارس; 4 أبريل; 5 مايو; 6 يونيو; 7 يوليو; 8 أغسطس; 9 سبتمبر; 10 أكتوبر; 11 نوفمبر; 12 ديسمبر",
		weekdays: "0 الأحد; 1 الاثنين; 2 الثلاثاء; 3 الأربعاء; 4 الخميس; 5 الجمعة; 6 السبت",
		days:     "0 اليوم; -1 أمس; 1 غدا", lastMonth: "الشهر الماضي", lastYear: "العام الماضي", nextYear: "العام المقبل",
	},
}

// persianMonths are those of the solar calendar of Iran, from 1.
const persianMonths = "1 فروردین; 2 اردیبهشت; 3 خرداد; 4 تیر; 5 مرداد; 6 شهریور; 7 مهر; 8 آبان; 9 آذر; 10 دی; 11 بهمن; 12 اسفند"

// times are a calendar ready for use.
type times struct {
	months, weekdays, days, persian map[string]float64
	lastMonth, lastYear, nextYear   []string
}

var allTimes = func() map[string]*times {
	m := map[string]*times{}
	for lang, c := range calendars {
		m[lang] = &times{
			months: entries(c.months), weekdays: entries(c.weekdays), days: entries(c.days),
			lastMonth: strings.Fields(fold(c.lastMonth)), lastYear: strings.Fields(fold(c.lastYear)), nextYear: strings.Fields(fold(c.nextYear)),
		}
	}
	m["fa"].persian = entries(persianMonths)
	return m
}()

// fromPersian gives the Gregorian day of a day in Iran's solar calendar. It
// follows the 33-year cycle, which holds for all years of our sources.
func fromPersian(year, month, day int) time.Time {
	// 1 Farvardin 1399 was 20 March 2020; leap years are those whose remainder
	// by 33 is one of these.
	leap := func(y int) bool {
		switch y % 33 {
		case 1, 5, 9, 13, 17, 22, 26, 30:
			return true
		}
		return false
	}
	days := 0
	for y := 1399; y < year; y++ {
		days += 365
		if leap(y) {
			days++
		}
	}
	for y := year; y < 1399; y++ {
		days -= 365
		if leap(y) {
			days--
		}
	}
	if month <= 7 {
		days += (month - 1) * 31
	} else {
		days += 186 + (month-7)*30
	}
	return time.Date(2020, 3, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days+day-1)
}
