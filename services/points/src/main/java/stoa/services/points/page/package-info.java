/** The counter's page for people, and what keeps it current. Start at {@link stoa.services.points.page.VisitPage}. */
@NullMarked
package stoa.services.points.page;

import org.jspecify.annotations.NullMarked;
