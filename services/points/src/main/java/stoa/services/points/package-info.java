/**
 * Points on accounts: visits, entries, reservations, and whether all of it adds up. Start at
 * {@link stoa.services.points.Points}.
 */
@NullMarked
package stoa.services.points;

import org.jspecify.annotations.NullMarked;
