module vigia/internal/language/gen

go 1.26.0

require github.com/pemistahl/lingua-go v1.4.0
