/**
 * What tests stand on: the program as a real process, small services of a user's own, servers of PostgreSQL
 * and Redis.
 */
@NullMarked
package stoa.tests.kit;

import org.jspecify.annotations.NullMarked;
