/** The list of users. Start at {@link Users}. */
@NullMarked
package stoa.services.users;

import org.jspecify.annotations.NullMarked;
