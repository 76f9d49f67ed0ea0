/** What tests of the whole program stand on: the program as a real process, and small services of a user's own. */
@NullMarked
package stoa.tests.kit;

import org.jspecify.annotations.NullMarked;
