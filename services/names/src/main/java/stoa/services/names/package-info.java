/** The name service: random names in a few languages, repeatable by seed. Start at {@link Names}. */
@NullMarked
package stoa.services.names;

import org.jspecify.annotations.NullMarked;
