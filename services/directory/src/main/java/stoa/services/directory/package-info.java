/** Users as a page for people. Start at {@link Directory}. */
@NullMarked
package stoa.services.directory;

import org.jspecify.annotations.NullMarked;
