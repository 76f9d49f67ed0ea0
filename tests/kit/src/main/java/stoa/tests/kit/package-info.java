/** What tests stand on: the program as a real process, small services of a user's own, a PostgreSQL server. */
@NullMarked
package stoa.tests.kit;

import org.jspecify.annotations.NullMarked;
