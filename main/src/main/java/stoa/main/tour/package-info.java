/**
 * The contract as requests with the answers it promises: one class for each of its sections, each a list of
 * {@link stoa.main.tour.Row}. Start at {@link stoa.main.tour.TourCommand}.
 */
@NullMarked
package stoa.main.tour;

import org.jspecify.annotations.NullMarked;
