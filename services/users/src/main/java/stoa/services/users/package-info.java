/** The users, in a relational store: listed in pages, found by name, changed by whoever saw them last. Start at {@link Users}. */
@NullMarked
package stoa.services.users;

import org.jspecify.annotations.NullMarked;
