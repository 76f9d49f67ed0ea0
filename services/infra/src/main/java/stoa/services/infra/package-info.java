/** The condition of each store. Start at {@link Infra}. */
@NullMarked
package stoa.services.infra;

import org.jspecify.annotations.NullMarked;
