/** Runs one role by itself, as the program would, for tests of a service. Start at {@link RoleUnderTest}. */
@NullMarked
package stoa.tests.serving;

import org.jspecify.annotations.NullMarked;
