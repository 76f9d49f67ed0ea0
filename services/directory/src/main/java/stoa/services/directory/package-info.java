/** The users as a page for people, asked for by the name of their service. Start at {@link Directory}. */
@NullMarked
package stoa.services.directory;

import org.jspecify.annotations.NullMarked;
