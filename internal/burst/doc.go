// Package burst finds what is unusual in how many stories there are about a
// network in a country, on a theme or in a dimension: far more than usual, far
// fewer, or the first in half a year. It is pure: it knows counts and titles.
//
// A finding is a reason to look. It selects nothing and publishes nothing.
package burst
