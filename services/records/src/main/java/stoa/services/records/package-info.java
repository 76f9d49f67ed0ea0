/** A row for each start, kept. Start at {@link Records}. */
@NullMarked
package stoa.services.records;

import org.jspecify.annotations.NullMarked;
